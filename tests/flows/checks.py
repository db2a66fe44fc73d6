"""What a transcript may ask of the database (``= name argument``), and what may happen beside what people say."""

import re
from collections.abc import Callable
from functools import partial

from sqlalchemy import select

from bot.core.messages import Kind, Purpose
from bot.domain.care import WishKind
from bot.domain.people import Role
from bot.services import box, wishes
from bot.services import people as people_service
from bot.store import attachments, audit, cases, clocks, held_letters, people
from bot.store.grids import grid_by_code
from bot.store.sessions import load_state
from bot.store.tables import metadata
from bot.store.unit_of_work import UnitOfWork
from tests.flows.broadcast_checks import BROADCAST_CHECKS
from tests.flows.desk_checks import DESK_CHECKS
from tests.flows.leg_checks import LEG_CHECKS
from tests.flows.membership_checks import MEMBERSHIP_CHECKS
from tests.flows.on_behalf_checks import ON_BEHALF_CHECKS
from tests.flows.place_checks import PLACE_CHECKS
from tests.flows.radar_checks import RADAR_CHECKS
from tests.flows.staff_checks import STAFF_CHECKS
from tests.flows.stage import Stage, address_of

Check = Callable[[Stage, str], None]


def _hold(stage: Stage, argument: str) -> None:
    stage.delivering = False


def _release(stage: Stage, argument: str) -> None:
    stage.delivering = True
    stage.deliver()


def _count(stage: Stage, argument: str) -> None:
    """``count cases 1``: how many rows a table holds."""
    table, wanted = argument.split()
    rows = stage.work(lambda uow: len(uow.rows(select(metadata.tables[table]))))
    assert rows == int(wanted), f"{rows} rows in {table}"


def _nowhere(stage: Stage, argument: str) -> None:
    """``nowhere 3600``: no sealed column of any table holds these words; ``but outbox``: but for what was shown."""
    words, _, shown = argument.partition(" but ")
    found = [place for place, text in stage.work(_everything_sealed) if words in text]
    found = [place for place in found if not shown or not place.startswith(shown)]
    assert not found, f"{words} stands in {found}"


def _somewhere(stage: Stage, argument: str) -> None:
    """``somewhere cases.story 站长``: a sealed column holds these words."""
    place, words = argument.split(" ", 1)
    texts = [text for where, text in stage.work(_everything_sealed) if where == place]
    assert any(words in text for text in texts), texts


def _lacks(stage: Stage, argument: str) -> None:
    """``lacks applications.details 站长``: no row of this sealed column holds these words."""
    place, words = argument.split(" ", 1)
    assert not [text for where, text in stage.work(_everything_sealed) if where == place and words in text]


def _everything_sealed(uow: UnitOfWork) -> list[tuple[str, str]]:
    found = []
    for table in metadata.sorted_tables:
        key = next(iter(table.primary_key.columns)).name
        for column in [c.name for c in table.columns if c.name.endswith("_sealed")]:
            place = f"{table.name}.{column.removesuffix('_sealed')}"
            for row in uow.rows(select(table)):
                sealed, row_id = getattr(row, column), getattr(row, "id", getattr(row, key))
                if sealed is not None:
                    found.append((place, uow.vault.open(place, row_id, sealed).encode().decode()))
    return [(place, text.encode().decode("unicode_escape") if "\\u" in text else text) for place, text in found]


def _forgets(stage: Stage, argument: str) -> None:
    """``forgets worker``: the conversation of this person remembers no form."""

    def state(uow: UnitOfWork) -> object:
        known = people.load_known(uow, [address_of(argument)])[address_of(argument).key]
        return load_state(uow, known.speaker.address_id).get("forms")

    assert not stage.work(state)


def _case(stage: Stage, argument: str) -> None:
    """``case 1234-5678 status=closed category=wages amount=4600 handler=liaison round=2 evidence=2``."""
    number, *wanted = argument.split()
    for pair in wanted:
        name, _, value = pair.partition("=")
        present = stage.work(partial(_part_of_case, stage, number, name))
        assert str(present) == value, f"{name} is {present}"


def _part_of_case(stage: Stage, number: str, name: str, uow: UnitOfWork) -> object:
    case = cases.find_numbers(uow, [number.replace("-", "")])[0]
    by_id = {person_id: called for called, person_id in stage.staff.items()}
    special: dict[str, Callable[[], object]] = {
        "handler": lambda: by_id.get(case.assignee_id or "", "nobody"),
        "accused": lambda: by_id.get(case.accused_id or "", "nobody"),
        "evidence": lambda: len(attachments.attachments_of(uow, case.id)),
        "sealed": lambda: case.person_id is None,
        "running": lambda: "+".join(clock.kind for clock in clocks.running_clocks(uow, case.id)) or "none",
        "said": lambda: len(cases.messages_of(uow, case.id)),
        "levels": lambda: "".join(str(clock.level) for clock in clocks.all_clocks(uow, case.id)),
        "facts": lambda: ",".join(sorted(case.facts)),
        "started": lambda: "/".join(f"{clock.started_at:%d%H%M}" for clock in clocks.all_clocks(uow, case.id)),
    }
    if name in special:
        return special[name]()
    return case.facts[name] if name in case.facts else getattr(case, name)


def _audited(stage: Stage, argument: str) -> None:
    """``audited 1234-5678 unsealed``: the log holds this line about the case."""
    number, action = argument.split()

    def actions(uow: UnitOfWork) -> list[str]:
        case = cases.find_numbers(uow, [number.replace("-", "")])[0]
        return [line[0] for line in audit.history(uow, case.id)]

    assert action in stage.work(actions), stage.work(actions)


def _remove(stage: Stage, argument: str) -> None:
    """``remove liaison``: an officer takes all roles of this person away."""
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff[argument], None))
    stage.deliver()


def _invite(stage: Stage, argument: str) -> None:
    """``invite newcomer liaison G02``: the code is told to the newcomer outside the chat; he types it at once."""
    name, role, grid = argument.split()
    code = stage.work(lambda uow: people_service.invite(uow, Role(role), grid_by_code(uow, grid)))
    stage.codes[name] = code


def _checked(stage: Stage, argument: str) -> None:
    """``checked``: all photos were fetched and re-encoded; what waited for them goes out."""

    def finish(uow: UnitOfWork) -> None:
        for pending in attachments.pending_attachments(uow, 50):
            attachments.fetched(uow, pending.id, file=pending.id, mime="image/jpeg", sha256="0" * 64, size=10)
            held_letters.release_attachment(uow, pending.id, ready=True)

    stage.work(finish)
    stage.deliver()


def _refused(stage: Stage, argument: str) -> None:
    """``refused 1``: so many files are not kept; their bytes are swept."""
    refused = select(metadata.tables["attachments"]).where(metadata.tables["attachments"].c.status == "refused")
    assert stage.work(lambda uow: len(uow.rows(refused))) == int(argument)


def _purpose(stage: Stage, argument: str) -> None:
    """``purpose deputy urgent``: what this person read last went out with this purpose."""
    name, purpose = argument.split()
    assert stage.read[name][-1].purpose is Purpose[purpose.upper()], stage.read[name][-1].purpose


def _takes(stage: Stage, argument: str) -> None:
    """``takes worker``: the person copies the code that he was just shown."""
    stage.copies_code(argument, r"[2-9A-HJKMNP-Z]{10}")


def _receipt(stage: Stage, argument: str) -> None:
    """``receipt worker``: the person copies the receipt of the anonymous box; ``{receipt}`` stands for it."""
    found = re.search(r"\d{4}-\d{4}-\d{4}-\d{4}", stage.read[argument][-1].text)
    assert found, stage.read[argument][-1].text
    stage.receipt = found[0]


def _tended(stage: Stage, argument: str) -> None:
    """``tended``: the hourly look at the anonymous box."""
    stage.work(lambda uow: box.tend(uow, stage.house))


def _floods(stage: Stage, argument: str) -> None:
    """``floods worker 10000``: a text of so many characters."""
    name, length = argument.split()
    stage.say(name, Kind.TEXT, text="长" * int(length))


def _wish(stage: Stage, argument: str) -> None:
    """``wish skills 5``: so many others wish for it."""
    kind, count = argument.split()

    def add(uow: UnitOfWork) -> None:
        for number in range(int(count)):
            speaker = people.add_speaker(uow, address_of(f"{kind}{number}"), "zh-CN")
            wishes.wish(uow, speaker.person.id, WishKind(kind), "")

    stage.work(add)


CHECKS: dict[str, Check] = {
    **MEMBERSHIP_CHECKS,
    **STAFF_CHECKS,
    **BROADCAST_CHECKS,
    **DESK_CHECKS,
    **ON_BEHALF_CHECKS,
    **LEG_CHECKS,
    **RADAR_CHECKS,
    **PLACE_CHECKS,
    "hold": _hold,
    "release": _release,
    "count": _count,
    "nowhere": _nowhere,
    "somewhere": _somewhere,
    "lacks": _lacks,
    "forgets": _forgets,
    "case": _case,
    "audited": _audited,
    "remove": _remove,
    "invite": _invite,
    "checked": _checked,
    "refused": _refused,
    "purpose": _purpose,
    "takes": _takes,
    "floods": _floods,
    "wish": _wish,
    "receipt": _receipt,
    "tended": _tended,
}
