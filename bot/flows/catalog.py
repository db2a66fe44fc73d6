"""All flows by name."""

from bot.flows import answer, grid, grievance, outcome, rate, reply, request, superior, transfer, unseal, urgent
from bot.flows.flow import Flow

FLOWS: dict[str, Flow] = {
    module.FLOW.name: module.FLOW
    for module in (grievance, grid, answer, rate, reply, request, transfer, superior, outcome, unseal, urgent)
}


def flow_named(name: str) -> Flow:
    """The flow; raises KeyError for a name that no code knows any more."""
    return FLOWS[name]
