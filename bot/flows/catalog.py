"""All flows by name."""

from bot.flows import (
    announce,
    answer,
    box_answer,
    callback,
    callback_words,
    care,
    care_decision,
    care_plan,
    clinic,
    event,
    feedback,
    grid,
    grievance,
    handout,
    join,
    new_event,
    on_behalf,
    outcome,
    pack,
    portrait,
    proposal,
    rate,
    reception,
    refuse_member,
    reply,
    request,
    suggestion,
    suggestion_answer,
    superior,
    transfer,
    unseal,
    urgent,
    visit_outcome,
    wish,
)
from bot.flows.flow import Flow

FLOWS: dict[str, Flow] = {
    module.FLOW.name: module.FLOW
    for module in (
        event,
        join,
        refuse_member,
        portrait,
        feedback,
        new_event,
        grievance,
        on_behalf,
        clinic,
        reception,
        announce,
        visit_outcome,
        grid,
        answer,
        callback,
        callback_words,
        rate,
        reply,
        request,
        transfer,
        superior,
        outcome,
        unseal,
        urgent,
        care,
        care_decision,
        care_plan,
        wish,
        pack,
        handout,
        suggestion,
        proposal,
        suggestion_answer,
        box_answer,
    )
}


def flow_named(name: str) -> Flow:
    """The flow; raises KeyError for a name that no code knows any more."""
    return FLOWS[name]
