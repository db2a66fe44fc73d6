"""The other two legs of a notice as staff read about them: what they are and cost, and how far they have come."""

from bot.domain.broadcasts import Broadcast, Content, Leg
from bot.domain.legs import Legs, SmsState
from bot.services import legs
from bot.services.house import House
from bot.store.unit_of_work import UnitOfWork


def legs_in_words(uow: UnitOfWork, house: House, content: Content, locale: str) -> list[str]:
    """What happens besides the chat, with what texts will cost: read before somebody agrees to it."""
    say = house.texts.get
    lines = [say("legs.is_print", locale)] if Leg.PRINT in content.legs else []
    estimate = legs.estimate(uow, house, content)
    if estimate is not None:
        lines.append(
            say(
                "legs.is_sms",
                locale,
                people=estimate.people,
                segments=estimate.segments,
                cost=f"{estimate.cost:.2f}",
                most_people=estimate.most_people,
                most_cost=f"{estimate.most_cost:.2f}",
            )
        )
        lines.append(legs.sms_text(house, content, locale))
    return lines


def progress_in_words(house: House, broadcast: Broadcast, figures: Legs, locale: str) -> list[str]:
    """One line for each leg besides the chat."""
    chosen, say = broadcast.content.legs, house.texts.get
    lines = []
    if Leg.PRINT in chosen:
        lines.append(say("legs.posted", locale, posted=figures.posted, to_post=figures.to_post))
    if Leg.SMS in chosen and house.sms is not None:
        texts = figures.texts
        cost = f"{house.sms.cost(figures.segments):.2f}"
        waiting = texts[SmsState.READY] + texts[SmsState.SENDING]
        counts = {state.value: texts[state] for state in (SmsState.SENT, SmsState.FAILED, SmsState.UNCERTAIN)}
        lines.append(say("legs.texted", locale, waiting=waiting, segments=figures.segments, cost=cost, **counts))
    return lines
