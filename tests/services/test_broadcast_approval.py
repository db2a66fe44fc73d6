"""Who may agree to a notice to many, to what exactly, and what undoes it; on both engines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.core.errors import AccessRefused, DomainError
from bot.domain.audience import Audience
from bot.domain.broadcasts import Approval, Broadcast, BroadcastStatus, Button, Content, Leg, StopReason
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.services import broadcast_approval, broadcasts
from bot.store import broadcasts as broadcast_store
from bot.store import people, tables
from bot.store.attachments import add_made, fetched
from bot.store.unit_of_work import UnitOfWork
from tests.services.broadcast_union import BOTH_ENGINES, CONTENT, EAST, START, WEST, Union

WAITS = {BroadcastStatus.APPROVED, BroadcastStatus.SCHEDULED}


def picture(union: Union) -> str:
    """A picture that was checked and kept."""

    def keep(uow: UnitOfWork) -> str:
        attachment_id = add_made(uow, b"a poster", "image/png")
        fetched(uow, attachment_id, file="f" * 32, mime="image/png", sha256="a" * 64, size=8)
        return attachment_id

    return union.work(keep)


CHANGES: dict[str, Callable[[Union], Content]] = {
    "Chinese": lambda union: replace(CONTENT, texts={"zh-CN": "驿站今天换了新的充电桩。"}),
    "English": lambda union: replace(CONTENT, texts={**CONTENT.texts, "en": "New chargers."}),
    "picture": lambda union: replace(CONTENT, attachment_id=picture(union)),
    "button": lambda union: replace(CONTENT, button=Button(label="报名", command="events")),
    "audience": lambda union: replace(CONTENT, audience=Audience(grids=frozenset({EAST}), member=True)),
    "time": lambda union: replace(CONTENT, send_at=START + timedelta(hours=5)),
    "legs": lambda union: replace(CONTENT, legs=frozenset({Leg.CHANNEL, Leg.SMS})),
    "kind": lambda union: replace(CONTENT, kind=NoticeKind.LAW),
    "urgent": lambda union: replace(CONTENT, urgent=True),
}


@BOTH_ENGINES
def test_any_change_voids_the_approval(union: Union) -> None:
    union.joins("worker")
    fingerprints, author = set(), union.ids["author"]
    for make in CHANGES.values():
        approved = union.approved()
        assert approved.status in WAITS
        content = make(union)
        changed = union.work(partial(broadcasts.change, broadcast_id=approved.id, author_id=author, content=content))
        assert (changed.status, changed.approval) == (BroadcastStatus.DRAFT, None)
        union.tick()
        assert union.now(approved).status is BroadcastStatus.DRAFT
        fingerprints.add(replace(changed, id="").content.fingerprint(""))
    assert len(fingerprints) == len(CHANGES)
    assert CONTENT.fingerprint("") not in fingerprints


def test_what_was_changed_behind_the_services_back_is_not_sent(union: Union) -> None:
    """Also another file under the same picture, or a rule that was widened in the database itself."""
    union.joins("worker")
    poster = picture(union)
    union.tick()
    both = [union.approved(replace(CONTENT, attachment_id=poster)), union.approved()]
    other_file = update(tables.attachments).values(sha256="b" * 64)
    everybody = update(tables.broadcasts).where(tables.broadcasts.c.id == both[1].id)
    union.work(lambda uow: uow.execute(other_file))
    union.work(lambda uow: uow.execute(everybody.values(audience=Audience().document())))
    union.tick()
    assert {union.now(each).stop_reason for each in both} == {StopReason.CHANGED}


def test_only_what_was_shown_is_agreed_to(union: Union) -> None:
    written = union.written()
    for fingerprint in (CONTENT.fingerprint("another"), ""):
        with pytest.raises(DomainError, match=r"sending\.changed"):
            union.work(
                lambda uow, shown=fingerprint: broadcast_approval.approve(
                    uow, union.house, written.id, union.ids["second"], shown
                )
            )


@BOTH_ENGINES
def test_of_an_edit_and_a_yes_at_the_same_instant_the_first_one_counts(union: Union) -> None:
    """Both have read the notice as it stood before; whoever writes second changes nothing."""
    union.joins("worker")
    other = replace(CONTENT, texts={"zh-CN": "驿站今天换了新的充电桩。"})
    for edit_first in (True, False):
        read = union.written()
        yes = Approval(approver_id=union.ids["second"], fingerprint=read.fingerprint, people=1, at=START)

        def edit(uow: UnitOfWork, read: Broadcast = read) -> bool:
            return broadcast_store.rewrite(uow, read, other)

        def agree(uow: UnitOfWork, read: Broadcast = read, yes: Approval = yes) -> bool:
            return broadcast_store.approve(uow, read, yes, BroadcastStatus.APPROVED)

        first, second = (edit, agree) if edit_first else (agree, edit)
        assert union.work(first)
        assert not union.work(second)
        after = union.now(read)
        assert (after.approval is None) is edit_first
        assert after.content == (other if edit_first else CONTENT)


def test_nobody_agrees_to_his_own(union: Union) -> None:
    written = union.written()
    with pytest.raises(DomainError, match=r"sending\.own"):
        union.approve(written, "author")


def test_a_second_account_of_the_author_does_not_count(union: Union) -> None:
    """Neither at the approval nor, when the number becomes known later, at the start."""

    def tells_phone(name: str) -> None:
        given = {"consent_version": None, "grid_id": None, "name": None, "phone": "13912345678"}
        union.work(lambda uow: people.remember(uow, union.ids[name], **given))

    union.joins("twin", consent=None)
    union.work(lambda uow: people.add_grant(uow, union.ids["twin"], Role.OFFICER, EAST, None))
    tells_phone("author")
    in_time = union.approved(by="twin")
    tells_phone("twin")
    with pytest.raises(DomainError, match=r"sending\.own"):
        union.approve(union.written(), "twin")
    union.tick()
    assert union.now(in_time).stop_reason is StopReason.PERMISSION


@pytest.mark.parametrize("name", ["worker", "liaison", "west", "former"])
def test_who_may_not_address_these_people_sees_nothing_of_it(union: Union, name: str) -> None:
    union.joins("worker")
    union.joins("former")
    union.work(lambda uow: people.add_grant(uow, union.ids["former"], Role.COMMITTEE, None, None))
    union.loses_role("former")
    written = union.written()
    who = union.ids[name]
    attempts: list[Callable[[UnitOfWork], object]] = [
        lambda uow: broadcast_approval.approve(uow, union.house, written.id, who, written.fingerprint),
        lambda uow: broadcast_approval.reject(uow, written.id, who, "nein"),
        lambda uow: broadcasts.change(uow, written.id, who, CONTENT),
        lambda uow: broadcasts.cancel(uow, written.id, who, "nein"),
        lambda uow: broadcasts.visible(uow, written.id, who),
    ]
    for attempt in attempts:
        with pytest.raises(AccessRefused, match=r"sending\.not_found"):
            union.work(attempt)
    with pytest.raises(DomainError, match=r"sending\.not_allowed"):
        union.work(lambda uow: broadcasts.create(uow, who, CONTENT))
    assert union.work(lambda uow: broadcasts.shown_to(uow, who, BroadcastStatus.SUBMITTED)) == []
    assert union.now(written).status is BroadcastStatus.SUBMITTED


@pytest.mark.parametrize(
    "audience",
    [Audience(), Audience(member=True), Audience(grids=frozenset({WEST})), Audience(grids=frozenset({EAST, WEST}))],
)
def test_an_officer_of_a_grid_writes_to_his_grids_only(union: Union, audience: Audience) -> None:
    content = replace(CONTENT, audience=audience)
    for name in ("author", "committee"):
        if name == "author":
            with pytest.raises(DomainError, match=r"sending\.not_allowed"):
                union.work(lambda uow: broadcasts.create(uow, union.ids["author"], content))
    mine = union.written()
    with pytest.raises(DomainError, match=r"sending\.not_allowed"):
        union.work(lambda uow: broadcasts.change(uow, mine.id, union.ids["author"], content))
    committees = union.written(content, author="committee")
    with pytest.raises(AccessRefused):
        union.approve(committees, "second")


@BOTH_ENGINES
@pytest.mark.parametrize("gone", ["author", "second"])
def test_who_lost_his_role_sends_nothing(union: Union, gone: str) -> None:
    """Looked at when it starts and before every slice; the committee hears of it."""
    union.crowd(6)
    scheduled = union.approved(replace(CONTENT, send_at=START + timedelta(minutes=20)))
    under_way = union.started()
    union.refills(under_way, most=2)
    assert len(union.sends(1)) == 1
    union.loses_role(gone)
    assert not union.refills(under_way, most=2)
    union.clock.advance(timedelta(minutes=30))
    union.tick()
    for each in (scheduled, under_way):
        stopped = union.now(each)
        assert (stopped.status, stopped.stop_reason) == (BroadcastStatus.STOPPED, StopReason.PERMISSION)
    assert union.states(under_way) == {"sent": 1, "waiting": 5}
    assert union.states(scheduled) == {}
    assert union.sends(1)[0].recipient is None  # what waits now is the letter to the committee
    assert union.told("committee", "没有这个权限")


@BOTH_ENGINES
@pytest.mark.parametrize(("join", "starts"), [(1, True), (2, False)])
def test_an_audience_that_drifts_by_more_than_five_percent_asks_again(union: Union, join: int, starts: bool) -> None:
    union.crowd(20)
    approved = union.approved(replace(CONTENT, send_at=START + timedelta(minutes=20)))
    assert approved.status is BroadcastStatus.SCHEDULED
    for number in range(join):
        union.joins(f"new{number}")
    union.tick()
    assert union.now(approved).status is BroadcastStatus.SCHEDULED
    union.clock.advance(timedelta(minutes=20))
    union.tick()
    after = union.now(approved)
    assert after.status is (BroadcastStatus.SENDING if starts else BroadcastStatus.STOPPED)
    if starts:
        return
    assert after.stop_reason is StopReason.DRIFT
    assert union.told("author", "批准时是 20 人，现在是 22 人")
    again = union.work(lambda uow: broadcasts.submit(uow, approved.id, union.ids["author"]))
    assert again.status is BroadcastStatus.SUBMITTED
    union.approve(again, "second")
    union.tick()
    assert union.now(approved).status is BroadcastStatus.SENDING


def test_sent_back_with_a_reason(union: Union) -> None:
    written = union.written()
    back = union.work(lambda uow: broadcast_approval.reject(uow, written.id, union.ids["second"], "时间写错了"))
    assert (back.status, back.reason) == (BroadcastStatus.DRAFT, "时间写错了")
    with pytest.raises(DomainError, match=r"sending\.not_now"):
        union.approve(back, "second")


def test_a_picture_that_is_still_checked_cannot_be_agreed_to(union: Union) -> None:
    unchecked = union.work(lambda uow: add_made(uow, b"a poster", "image/png"))
    draft = union.work(
        lambda uow: broadcasts.create(uow, union.ids["author"], replace(CONTENT, attachment_id=unchecked))
    )
    with pytest.raises(DomainError, match=r"sending\.picture_not_ready"):
        union.work(lambda uow: broadcasts.submit(uow, draft.id, union.ids["author"]))
