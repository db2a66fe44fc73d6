"""The people of the sample union: invented names, all on the web chat."""

from itertools import product

from bot.core.messages import Address
from bot.domain.people import Grid, Role, Speaker
from bot.services.house import House
from bot.services.letters import tell
from bot.services.menus import welcome_key
from bot.services.people import remember
from bot.services.union import import_union
from bot.store import people
from bot.store.grids import all_grids
from bot.store.unit_of_work import UnitOfWork
from bot.web.visitors import new_cookie, user_of

# The parts that visitors play, by the key of guests.json; all of them live in the first grid.
PARTS = ("worker", "liaison", "deputy", "officer", "committee", "committee 2")
NAMES = {
    "worker": "王小北",
    "liaison": "李红梅",
    "deputy": "陈大勇",
    "officer": "周敏",
    "committee": "郑国强",
    "committee 2": "吴秀英",
}
MEMBERS_OF_A_GRID = 5
OFFICERS, COMMITTEE = 3, 5
_FAMILY = "赵钱孙冯蒋沈韩杨朱秦许何吕张孔曹严华金魏"
_GIVEN = ("伟", "芳", "建国", "小燕", "志强", "丽", "海涛", "春花", "文斌", "玉兰")
_OTHERS = [f"{family}{given}" for given, family in product(_GIVEN, _FAMILY)]


class SampleUnion:
    """Fills an empty database with grids, staff and members, and remembers who is who."""

    def __init__(self, uow: UnitOfWork, house: House, cookies: dict[str, str]) -> None:
        self._uow, self._house, self._cookies = uow, house, cookies
        self._names = iter(_OTHERS)
        self.guests: dict[str, Speaker] = {}
        self.members: dict[str, list[Speaker]] = {}
        self.liaisons: dict[str, Speaker] = {}

    def fill(self, union_file: object) -> None:
        """Everybody, in an order that gives the first grid to the guests."""
        import_union(self._uow, union_file)
        grids = all_grids(self._uow)
        for grid in grids:
            first = grid is grids[0]
            self.liaisons[grid.code] = self._staff(Role.LIAISON, [grid], "liaison" if first else None)
            self._staff(Role.DEPUTY, [grid], "deputy" if first else None)
            self.members[grid.code] = [self._member(grid) for _ in range(MEMBERS_OF_A_GRID)]
        for number in range(OFFICERS):
            own = list(grids[number * len(grids) // OFFICERS : (number + 1) * len(grids) // OFFICERS])
            self._staff(Role.OFFICER, own, "officer" if number == 0 else None)
        for number in range(COMMITTEE):
            self._staff(Role.COMMITTEE, [None], {0: "committee", 1: "committee 2"}.get(number))
        self._worker(grids[0])

    def _staff(self, role: Role, grids: list[Grid] | list[None], part: str | None) -> Speaker:
        speaker = self._somebody(part)
        for grid in grids:
            people.add_grant(self._uow, speaker.person.id, role, grid.id if grid else None, None)
        if part:
            self._welcome(speaker, role, grids[0])
        return speaker

    def _welcome(self, speaker: Speaker, role: Role, grid: Grid | None) -> None:
        """The words that everybody gets who takes up a role: they say what he is, and how to see his cases."""
        say = self._house.texts.get
        where = grid.name if grid else say("staff.whole_union")
        tell(self._uow, self._house, speaker.person.id, welcome_key(role), role=say(f"role.{role}"), grid=where)

    def _member(self, grid: Grid) -> Speaker:
        speaker = self._somebody(None)
        remember(self._uow, speaker, consent=self._house.consent_version, grid_id=grid.id, name=None, phone=None)
        return speaker

    def _worker(self, grid: Grid) -> None:
        """His neighbourhood is known, so that his case comes to the liaison whom visitors play; no consent yet."""
        speaker = self._somebody("worker")
        people.remember(self._uow, speaker.person.id, consent_version=None, grid_id=grid.id, name=None, phone=None)

    def _somebody(self, part: str | None) -> Speaker:
        cookie = self._cookies[part] if part else new_cookie()
        speaker = people.add_speaker(
            self._uow, Address(channel="webchat", account="main", user=user_of(cookie)), "zh-CN"
        )
        name = NAMES[part] if part else next(self._names)
        people.remember(self._uow, speaker.person.id, consent_version=None, grid_id=None, name=name, phone=None)
        if part:
            self.guests[part] = speaker
        return speaker
