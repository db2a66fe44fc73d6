"""The radar's buttons: a worker joins the others; the committee looks at an alert and puts it away."""

from bot.domain.access import may_see
from bot.domain.people import Role
from bot.handlers.turn_context import Answer, Answers, TurnContext
from bot.services import cases as case_service
from bot.services import radar as radar_service
from bot.services.cards import case_button, summary_text
from bot.store import audit, cases, people, radar
from bot.store.buttons import Action

_MOST = 10  # cases in one answer


def show_alerts(turn: TurnContext) -> Answers:
    """What is before the committee, each alert as a message with its buttons."""
    person = turn.speaker.person
    if Role.COMMITTEE not in turn.speaker.roles:
        return turn.answer("case.not_found")
    alerts = radar.open_alerts(turn.uow)[:_MOST]
    if not alerts:
        return turn.answer("radar.none")
    return [
        Answer(
            text=radar_service.alert_text(turn.house, alert, person.locale),
            choices=radar_service.alert_buttons(turn.uow, turn.house, alert, person.id),
        )
        for alert in alerts
    ]


def _show(turn: TurnContext, action: Action) -> Answers:
    """The cases that are to be handled together, as far as this member may see them."""
    person, uow = turn.speaker.person, turn.uow
    alert = radar_service.visible_alert(uow, action.subject_id, person.id)
    grants = people.active_grants(uow)
    joined = [cases.load_case(uow, case_id) for case_id in radar.cases_of(uow, alert.id)]
    seen = [case for case in joined if may_see(case, person.id, grants)][:_MOST]
    if not seen:
        return turn.answer("radar.nobody_joined")
    audit.record(uow, person.id, "list_read", "alert", alert.id, str(len(seen)))
    lines = [summary_text(turn.house, case, person.locale) for case in seen]
    rows = tuple((case_button(uow, turn.house, case, person.id, "card", person.locale),) for case in seen)
    return [Answer(text="\n\n".join([turn.say("radar.joined", count=len(joined)), *lines]), choices=rows)]


def _close(turn: TurnContext, action: Action) -> Answers:
    alert = radar_service.visible_alert(turn.uow, action.subject_id, turn.speaker.person.id)
    radar.close_alert(turn.uow, alert.id)
    audit.record(turn.uow, turn.speaker.person.id, "radar_closed", "alert", alert.id)
    return turn.answer("radar.closed")


def _join(turn: TurnContext, action: Action) -> Answers:
    case = case_service.own_case(turn.uow, action.subject_id, turn.speaker.person.id)
    radar.join_case(turn.uow, action.argument, case.id)
    audit.record(turn.uow, None, "radar_joined", "case", case.id)
    return turn.answer("radar.you_joined")


ACTIONS = {"alert.show": _show, "alert.close": _close, "alert.join": _join}
