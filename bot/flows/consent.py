"""The consent that comes before anything is stored (PIPL Arts. 13, 14, 17; abroad: 38, 39)."""

from bot.flows.flow import FlowContext
from bot.flows.steps import Agree


def has_consented(ctx: FlowContext) -> bool:
    """Whether the present text of this channel was agreed to."""
    return ctx.speaker.person.consent_version == consent_version(ctx)


def consent_version(ctx: FlowContext) -> str:
    """The text that is agreed to differs where the channel's servers stand abroad."""
    return f"{ctx.house.consent_version}{'+abroad' if _abroad(ctx) else ''}"


def consent_step() -> Agree:
    """The step ``privacy``: asked until the present text was agreed to."""
    return Agree(
        name="privacy",
        text="consent.question",
        given=has_consented,
        words=notice,
        version=consent_version,
        refused="consent.refused",
    )


def notice(ctx: FlowContext) -> str:
    """What is kept, what for, how long, and whom to ask; on one screen."""
    organisation = ctx.house.organisation
    words = [
        ctx.say(
            "consent.notice", name=organisation.name, contact=organisation.contact, retention=organisation.retention
        )
    ]
    if _abroad(ctx):
        words.append(ctx.say("consent.abroad"))
    return "\n\n".join([*words, ctx.say("consent.question")])


def _abroad(ctx: FlowContext) -> bool:
    return ctx.speaker.address.channel in ctx.house.abroad
