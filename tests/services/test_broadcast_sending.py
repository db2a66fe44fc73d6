"""A notice on its way to many: each person once, the sums add up, and a pause, a night or a crash changes neither."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core.errors import DomainError, Retry, SendError
from bot.core.messages import Purpose
from bot.domain.audience import Audience
from bot.domain.broadcasts import BroadcastStatus, Button, RecipientState, StopReason
from bot.domain.membership import Work
from bot.domain.notices import NoticeKind
from bot.domain.people import Role
from bot.services import acknowledgements, broadcasts, portrait
from bot.services import membership as membership_service
from bot.services.broadcast_sending import list_some
from bot.services.letters import write_to
from bot.services.membership import Answers
from bot.store import addresses, claims, membership, people, places, tables, tags, traits
from bot.store import audience as audience_store
from bot.store.endings import give_up_on
from bot.store.notices import opt_out
from bot.store.outbox import addresses_with_pending
from bot.store.traits import Source, Trait
from bot.store.unit_of_work import UnitOfWork
from tests.services.broadcast_union import BOTH_ENGINES, CONTENT, EAST, START, WEST, Union

BLOCKED = SendError(code="blocked", retry=Retry.NO, unreachable=True)
NO_ANSWER = SendError(code="no_clear_answer", retry=Retry.UNCERTAIN)
REFUSED = SendError(code="bad_request", retry=Retry.NO)
WAIT = SendError(code="rate_limited", retry=Retry.LATER, after=timedelta(seconds=5), free=True)


@BOTH_ENGINES
def test_one_message_for_each_person_and_all_are_accounted_for(union: Union) -> None:
    union.crowd(3)
    union.also_writes_from("w1", "webchat")
    union.also_writes_from("w2", "webchat")
    union.blocks("w2", "webchat")
    union.joins("english", locale="en")
    union.joins("quit")
    union.work(lambda uow: opt_out(uow, union.ids["quit"], CONTENT.kind))
    union.joins("gone")
    union.blocks("gone", "telegram")
    union.joins("stranger", consent=None)
    union.joins("neighbour", grid=WEST)
    content = replace(
        CONTENT,
        texts={**CONTENT.texts, "en": "New chargers."},
        button=Button(label="去看看", command="events"),
    )
    counted = union.work(lambda uow: audience_store.head_count(uow, content.audience, content.kind))
    assert (counted.people, counted.opted_out, counted.unreachable, counted.reachable) == (6, 1, 1, 4)
    assert counted.by_channel == {"telegram": 4, "webchat": 1}
    broadcast = union.started(content)
    assert union.listed(broadcast) == {"w1", "w2", "w3", "english", "quit", "gone"}
    sent = union.runs(broadcast)
    where = {each.out.to.user: each.out.to.channel for each in sent}
    assert where == {"w1": "webchat", "w2": "telegram", "w3": "telegram", "english": "telegram"}
    assert len(sent) == len(where)
    texts = {each.out.to.user: each.out.text for each in sent}
    assert (texts["english"], texts["w3"]) == ("New chargers.", CONTENT.texts["zh-CN"])
    buttons = next(each.out.choices for each in sent if each.out.to.user == "w3")
    assert [row[0].label for row in buttons] == ["去看看", "收到 👌"]
    assert union.states(broadcast) == {"sent": 4, "opted_out": 1, "unreachable": 1}
    assert union.now(broadcast).status is BroadcastStatus.SENT
    assert union.runs(broadcast) == []


def test_words_are_kept_only_where_a_chat_reads_them_here(union: Union) -> None:
    union.joins("phone")
    union.joins("page", channel="webchat")
    union.runs(union.started())
    rows = union.work(lambda uow: uow.rows(tables.outbox.select().where(tables.outbox.c.purpose == 4)))
    assert {row.channel: row.body_sealed is not None for row in rows} == {"telegram": False, "webchat": True}
    assert {row.vendor_id for row in rows} == {"7"}


@pytest.mark.parametrize("kind", [NoticeKind.SAFETY, NoticeKind.CONGRESS])
def test_what_everybody_has_to_hear_reaches_who_switched_it_off(union: Union, kind: NoticeKind) -> None:
    union.joins("quit")
    union.work(lambda uow: opt_out(uow, union.ids["quit"], kind))
    broadcast = union.started(replace(CONTENT, kind=kind))
    assert len(union.runs(broadcast)) == 1


def test_who_opts_out_or_blocks_us_on_the_way_is_spared(union: Union) -> None:
    union.crowd(3)
    broadcast = union.started()
    union.work(lambda uow: opt_out(uow, union.ids["w1"], CONTENT.kind))
    union.blocks("w2", "telegram")
    assert [each.out.to.user for each in union.runs(broadcast)] == ["w3"]
    assert union.states(broadcast) == {"sent": 1, "opted_out": 1, "unreachable": 1}


RULES = [
    (Audience(), {"east", "far", "rider", "tagged", "guest"}),
    (Audience(grids=frozenset({EAST})), {"east", "rider", "tagged", "guest"}),
    (Audience(grids=frozenset({EAST, WEST}), member=True), {"far", "rider"}),
    (Audience(member=False), {"east", "tagged", "guest"}),
    (Audience(platforms=frozenset({"美团", "滴滴"})), {"rider"}),
    (Audience(platforms=frozenset({"滴滴"})), set()),
    (Audience(works=frozenset({Work.DELIVERY})), {"rider", "tagged"}),
    (Audience(works=frozenset({Work.DELIVERY}), platforms=frozenset({"美团"})), {"rider"}),
    (Audience(tags=frozenset({"needs:law", "needs:health"})), {"tagged"}),
    (Audience(tags=frozenset({"needs:law"}), member=True), set()),
    (Audience(events=frozenset({"e" * 32})), {"guest"}),
]


@BOTH_ENGINES
def test_a_rule_means_whom_it_says(union: Union) -> None:
    """Every kind of condition narrows it; within a kind one value is enough."""
    for name in ("east", "rider", "tagged", "guest"):
        union.joins(name)
    union.joins("far", grid=WEST)
    union.joins("stranger", consent=None)
    union.joins("chair", consent=None)

    def know(uow: UnitOfWork) -> None:
        people.add_grant(uow, union.ids["chair"], Role.COMMITTEE, None, None)
        for name in ("far", "rider"):
            membership.add_member(uow, union.ids[name], union_key="city", grid_id=None)
        told = [(Trait.PLATFORM, "美团"), (Trait.WORK, "delivery")]
        traits.add_traits(uow, union.ids["rider"], Source.MEMBERSHIP, told)
        traits.add_traits(
            uow, union.ids["tagged"], Source.PORTRAIT, [(Trait.TAG, "needs:law"), (Trait.WORK, "delivery")]
        )
        slot = places.add_slot(uow, places.SlotKind.EVENT, "急救课", place="", capacity=9, parent_id="e" * 32)
        for name, status in (("guest", places.BookingStatus.ATTENDED), ("east", places.BookingStatus.CANCELLED)):
            places.add_booking(uow, slot or "", union.ids[name], 1, status)

    union.work(know)
    for rule, names in RULES:
        assert union.meant_by(rule, union.ids) == names, rule
        assert union.work(lambda uow, rule=rule: audience_store.count_people(uow, rule)) == len(names)


def test_traits_go_with_what_they_were_told_for(union: Union) -> None:
    union.joins("rider")
    rider, meant = union.ids["rider"], Audience(works=frozenset({Work.DELIVERY}))
    for source in Source:
        union.work(lambda uow, source=source: traits.add_traits(uow, rider, source, [(Trait.WORK, "delivery")]))
    for source, left in ((Source.PORTRAIT, 1), (Source.MEMBERSHIP, 0)):
        union.work(lambda uow, source=source: traits.drop_traits(uow, rider, source))
        assert union.work(lambda uow: audience_store.count_people(uow, meant)) == left


def test_who_joined_or_told_of_himself_is_found_until_he_takes_it_back(union: Union) -> None:
    union.joins("rider")
    rider, told = union.ids["rider"], Answers(work="delivery", platforms=("美团", "滴滴"), area="")

    def found(**condition: frozenset[str]) -> int:
        return union.work(lambda uow: audience_store.count_people(uow, Audience(**condition)))  # type: ignore[arg-type]

    application = union.work(lambda uow: membership_service.apply(uow, union.house, rider, told, EAST))
    assert found(platforms=frozenset({"美团"})) == 0
    union.work(lambda uow: membership_service.approve(uow, union.house, application.id, union.ids["author"]))
    assert found(platforms=frozenset({"滴滴"})) == found(works=frozenset({Work.DELIVERY})) == 1
    union.work(lambda uow: membership_service.leave(uow, rider))
    assert found(platforms=frozenset({"美团"})) == found(works=frozenset({Work.DELIVERY})) == 0
    union.work(lambda uow: portrait.redraw(uow, rider, {"post": "delivery", "needs": "law"}))
    assert found(tags=frozenset({"needs:law"})) == found(works=frozenset({Work.DELIVERY})) == 1
    needs = union.work(lambda uow: next(tag.id for tag in tags.tags_of(uow, rider) if tag.question == "needs"))
    union.work(lambda uow: portrait.drop(uow, rider, needs))
    assert (found(tags=frozenset({"needs:law"})), found(works=frozenset({Work.DELIVERY}))) == (0, 1)
    union.work(lambda uow: portrait.clear(uow, rider))
    assert found(works=frozenset({Work.DELIVERY})) == 0


@BOTH_ENGINES
def test_a_list_that_was_interrupted_goes_on_where_it_was(union: Union) -> None:
    union.crowd(10)
    broadcast = union.approved()
    union.tick()

    class Crash(Exception):
        pass

    def dies(uow: UnitOfWork) -> None:
        list_some(uow, union.house, broadcast.id, 4)
        raise Crash

    union.work(lambda uow: list_some(uow, union.house, broadcast.id, 4))
    with pytest.raises(Crash):
        union.work(dies)
    union.lists(broadcast, most=4)
    assert union.states(broadcast) == {"waiting": 10}
    assert union.now(broadcast).filled_at is not None


def test_nothing_is_sent_before_the_list_is_complete_or_after_it_was_called_off(union: Union) -> None:
    union.crowd(2)
    broadcast = union.approved()
    union.tick()
    assert union.runs(broadcast) == []
    union.lists(broadcast)
    union.work(lambda uow: broadcasts.cancel(uow, broadcast.id, union.ids["second"], "写错了"))
    assert union.runs(broadcast) == []
    assert union.states(broadcast) == {"waiting": 2}


@BOTH_ENGINES
def test_a_pause_calls_back_what_has_not_left_and_a_resume_sends_it_once(union: Union) -> None:
    union.crowd(10)
    broadcast = union.started()
    union.refills(broadcast)
    first = union.sends(3)
    under_way = union.sends(2, dies=True)
    union.work(lambda uow: broadcasts.pause(uow, broadcast.id, union.ids["second"]))
    assert union.states(broadcast) == {"sent": 3, "queued": 2, "waiting": 5}
    assert union.runs(broadcast) == []
    union.work(lambda uow: broadcasts.resume(uow, broadcast.id, union.ids["author"]))
    union.comes_back()
    rest = union.runs(broadcast)
    users = [each.out.to.user for each in (*first, *under_way, *rest)]
    assert len(users) == len(set(users)) == 10
    assert union.states(broadcast) == {"sent": 8, "uncertain": 2}


@pytest.mark.parametrize("verb", ["pause", "resume", "cancel"])
def test_verbs_belong_to_their_time(union: Union, verb: str) -> None:
    union.joins("worker")
    broadcast = union.started()
    union.runs(broadcast)
    arguments = ("never mind",) if verb == "cancel" else ()
    with pytest.raises(DomainError, match=r"sending\.not_now"):
        union.work(lambda uow: getattr(broadcasts, verb)(uow, broadcast.id, union.ids["author"], *arguments))


@BOTH_ENGINES
def test_every_end_is_noted_and_nothing_doubtful_is_repeated(union: Union) -> None:
    union.crowd(4)
    union.also_writes_from("w4", "webchat")
    union.blocks("w4", "webchat")
    broadcast = union.started()
    union.refills(broadcast)
    ends = [NO_ANSWER, REFUSED, WAIT]
    names = [union.sends(1, error)[0].out.to.user for error in ends]
    assert [union.state_of(broadcast, name).value for name in names] == ["uncertain", "failed", "queued"]
    union.runs(broadcast)
    assert union.states(broadcast) == {"uncertain": 1, "failed": 1, "queued": 1, "sent": 1}
    union.clock.advance(timedelta(seconds=6))
    assert [each.out.to.user for each in union.runs(broadcast)] == names[2:]
    assert union.states(broadcast) == {"uncertain": 1, "failed": 1, "sent": 2}
    assert not union.told("committee", "没能送到")
    progress = union.progress(broadcast)
    assert (progress.people, progress.done, progress.left) == (4, 4, timedelta(0))


def test_who_blocked_one_chat_gets_it_in_his_other_one(union: Union) -> None:
    union.joins("worker", channel="webchat")
    union.also_writes_from("worker", "telegram")
    broadcast = union.started()
    union.refills(broadcast)
    assert [each.out.to.channel for each in union.sends(1, BLOCKED)] == ["telegram"]
    assert [each.out.to.channel for each in union.runs(broadcast)] == ["webchat"]
    assert union.states(broadcast) == {"sent": 1}


@BOTH_ENGINES
def test_a_chat_that_is_blocked_while_it_waits_is_given_up(union: Union) -> None:
    union.joins("worker")
    broadcast = union.started()
    union.refills(broadcast)
    union.blocks("worker", "telegram")
    address_id = union.work(lambda uow: addresses.address_ids_of(uow, union.ids["worker"]))[0]
    union.work(lambda uow: give_up_on(uow, address_id, "unfollowed"))
    assert union.runs(broadcast) == []
    assert union.states(broadcast) == {"unreachable": 1}
    union.refills(broadcast)
    assert union.now(broadcast).status is BroadcastStatus.SENT


def test_it_waits_for_good_hours(union: Union) -> None:
    union.crowd(3)
    broadcast = union.started()
    assert not union.refills(broadcast)
    assert union.states(broadcast) == {"queued": 3}
    union.clock.set(START.replace(hour=10, minute=50))
    union.refills(broadcast)
    assert union.states(broadcast) == {"waiting": 3}
    progress = union.progress(broadcast)
    assert progress.waits_until == START.replace(hour=14)
    union.clock.set(START.replace(hour=14))
    assert len(union.runs(broadcast)) == 3


def test_an_approval_at_noon_begins_at_two(union: Union) -> None:
    union.joins("worker")
    union.clock.set(START.replace(hour=12))
    broadcast = union.approved()
    union.clock.set(START.replace(hour=13, minute=59))
    union.tick()
    assert union.now(broadcast).status is BroadcastStatus.APPROVED
    union.clock.set(START.replace(hour=14))
    union.tick()
    assert union.now(broadcast).status is BroadcastStatus.SENDING


@BOTH_ENGINES
def test_nobody_is_woken_before_his_own_hour(union: Union) -> None:
    union.crowd(2)
    union.work(lambda uow: places.set_reminder_hour(uow, union.ids["w1"], 11))
    broadcast = union.started()
    assert [each.out.to.user for each in union.runs(broadcast)] == ["w2"]
    assert union.now(broadcast).status is BroadcastStatus.SENDING
    union.clock.set(START.replace(hour=14))
    assert [each.out.to.user for each in union.runs(broadcast)] == ["w1"]
    assert union.now(broadcast).status is BroadcastStatus.SENT


@pytest.mark.parametrize(("kind", "goes"), [(NoticeKind.SAFETY, True), (NoticeKind.NEWS, False)])
def test_an_urgent_warning_goes_at_night(union: Union, kind: NoticeKind, goes: bool) -> None:
    union.joins("worker")
    union.clock.set(START.replace(hour=3))
    broadcast = union.started(replace(CONTENT, kind=kind, urgent=True))
    assert bool(union.runs(broadcast)) is goes


def test_the_outbox_is_filled_only_a_little_ahead(union: Union) -> None:
    union.crowd(120)
    broadcast = union.started()
    while union.refills(broadcast, most=25):
        pass
    assert union.states(broadcast) == {"queued": 50, "waiting": 70}


@BOTH_ENGINES
def test_a_platform_that_refuses_everything_stops_it(union: Union) -> None:
    union.crowd(30)
    broadcast = union.started()
    union.refills(broadcast)
    union.sends(20, REFUSED)
    assert not union.refills(broadcast)
    stopped = union.now(broadcast)
    assert (stopped.status, stopped.stop_reason) == (BroadcastStatus.STOPPED, StopReason.FAILING)
    assert union.states(broadcast) == {"failed": 20, "waiting": 10}
    assert union.told("author", "几乎每条都拒绝")
    union.clock.advance(timedelta(minutes=2))
    union.work(lambda uow: broadcasts.resume(uow, broadcast.id, union.ids["author"]))
    assert len(union.runs(broadcast)) == 10


def test_answers_go_first_and_bulk_takes_no_more_than_its_share(union: Union) -> None:
    union.crowd(5)
    broadcast = union.started()
    union.refills(broadcast)
    worker = union.ids["w1"]
    address_ids = union.work(lambda uow: addresses.address_ids_of(uow, worker))
    assert union.work(lambda uow: addresses_with_pending(uow, address_ids)) == frozenset()
    union.work(lambda uow: write_to(uow, worker, "您好", purpose=Purpose.REPLY))
    for bulk, purposes in ((0, [Purpose.REPLY]), (2, [Purpose.BROADCAST] * 2), (0, [])):
        claimed = union.work(lambda uow, bulk=bulk: claims.claim(uow, "telegram", "1", 4, bulk))
        assert [each.out.purpose for each in claimed] == purposes


def test_received_is_for_the_recipient_alone(union: Union) -> None:
    """With a real button of somebody else; nobody can be made to have read what another one read."""
    union.crowd(2)
    union.joins("neighbour", grid=WEST)
    broadcast = union.started()
    sent = {each.out.to.user: each.out.choices[-1][0].token for each in union.runs(broadcast)}

    def presses(name: str, token: str) -> bool:
        found = union.work(lambda uow: acknowledgements.acknowledged_by(uow, token, union.ids[name]))
        return found == broadcast.id

    assert sent["w1"] != sent["w2"]
    assert presses("w1", sent["w1"])
    for name, token in (("w2", sent["w1"]), ("neighbour", sent["w1"]), ("committee", sent["w1"])):
        assert not presses(name, token)
    for nonsense in ("", "x", "A" * 16, sent["w1"][:-1], sent["w1"] + "A", "收到"):
        assert not presses("w1", nonsense)
    stranger = union.ids["neighbour"]
    forged = union.work(lambda uow: acknowledgements.acknowledge_token(uow, broadcast, stranger))
    assert presses("neighbour", forged)  # such a token is made by nobody but the sending
    assert not union.work(lambda uow: acknowledgements.acknowledge(uow, broadcast.id, stranger))


@BOTH_ENGINES
def test_who_acknowledges_is_counted_once_and_had_it_for_sure(union: Union) -> None:
    union.crowd(2)
    broadcast = union.started()
    union.refills(broadcast)
    doubtful = union.sends(1, NO_ANSWER)[0].out.to.user
    union.runs(broadcast)
    for name in (doubtful, doubtful):
        union.work(lambda uow, name=name: acknowledgements.acknowledge(uow, broadcast.id, union.ids[name]))
    progress = union.progress(broadcast)
    assert (progress.acknowledged, progress.states[RecipientState.SENT]) == (1, 2)


def test_a_stale_timer_starts_nothing(union: Union) -> None:
    union.joins("worker")
    broadcast = union.approved(replace(CONTENT, send_at=START + timedelta(minutes=5)))
    union.work(lambda uow: uow.execute(update(tables.timers).values(fence="0")))
    union.clock.advance(timedelta(minutes=6))
    union.tick()
    assert union.now(broadcast).status is BroadcastStatus.SCHEDULED
