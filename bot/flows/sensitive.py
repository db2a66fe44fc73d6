"""The consent of its own for what is sensitive: health, family hardship, children (PIPL Arts. 28-31)."""

from bot.flows.flow import FlowContext
from bot.flows.steps import Agree, Condition
from bot.store.consents import has_agreed

PURPOSE = "care_sensitive"
# The version of the words in config/texts/*/care.yaml, sensitive_notice.
VERSION = "2026-11-21"


def sensitive_step(when: Condition) -> Agree:
    """The step ``sensitive``; a no erases the form and says who helps without it."""
    return Agree(
        name="sensitive",
        text="care.sensitive_question",
        when=when,
        given=lambda ctx: has_agreed(ctx.uow, ctx.speaker.person.id, PURPOSE, _version(ctx)),
        words=_notice,
        version=_version,
        refused="care.sensitive_refused",
    )


def _version(ctx: FlowContext) -> str:
    return f"{VERSION}{'+abroad' if _abroad(ctx) else ''}"


def _notice(ctx: FlowContext) -> str:
    said = [ctx.say("care.sensitive_notice"), *([ctx.say("consent.abroad")] if _abroad(ctx) else [])]
    return "\n\n".join([*said, ctx.say("care.sensitive_question")])


def _abroad(ctx: FlowContext) -> bool:
    return ctx.speaker.address.channel in ctx.house.abroad
