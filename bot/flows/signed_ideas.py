"""What a signed suggestion and a proposal have in common: who hands it in, and the promise of an answer."""

from bot.core.ids import show_case_number
from bot.core.moments import show_moment
from bot.domain.suggestions import SuggestionKind
from bot.flows.flow import Done, FlowContext
from bot.flows.form import Form
from bot.flows.neighbourhood import NO_GRID
from bot.services import suggestions
from bot.services.people import remember


def hand_in(
    ctx: FlowContext, form: Form, kind: SuggestionKind, fields: dict[str, str], *, name: str | None, accepted: str
) -> Done:
    """Keeps it with what its author said of himself; ``accepted`` is the sentence that says who answers by when."""
    person, grid = ctx.speaker.person, form.answered("grid")
    grid_id = person.grid_id or (None if grid == NO_GRID else grid)
    consent = form.answered("privacy")
    remember(ctx.uow, ctx.speaker, purpose=kind.value, consent=consent, grid_id=grid_id, name=name, phone=None)
    made = suggestions.propose(ctx.uow, ctx.house, kind, person.id, grid_id, fields)
    role = ctx.say(f"role.{suggestions.answering_role(ctx.uow, grid_id)}")
    due = show_moment(made.due_at, person.locale)
    return Done(text=ctx.say(accepted, number=show_case_number(made.number), role=role, due=due))
