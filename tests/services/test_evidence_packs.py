"""What a pack of evidence says and does not say, read from the PDF that the real job makes of real files."""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from bot.core.errors import DomainError
from bot.core.images import reencode
from bot.core.messages import Media, MediaKind
from bot.domain.cases import Author, Case, Identity, MessageKind
from bot.jobs.attachments import AttachmentJob
from bot.services import evidence_document, evidence_packs, notes, on_behalf
from bot.services import people as people_service
from bot.services.cases import open_case
from bot.store import attachments, cases, evidence, people
from bot.store.cases import NewCase
from bot.store.database import Database
from bot.store.evidence import PackStatus
from bot.store.files import FileStore
from bot.store.unit_of_work import UnitOfWork
from tests.flows.stage import ACCOUNT, CHANNEL, Stage, address_of
from tests.support.opened import UNPAID_WAGES, speaker

NAME, PHONE, STORY = "周大海", "13700001111", "站长克扣我工资三千六，#read 说了三次不给。\n" * 80
REPLY, NOTE = "我明天一早去站里找站长", "这个站长是我表哥"


def _picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, "JPEG")
    return reencode(file.getvalue()).data


@dataclass
class Scene:
    """A case with a portrait, a landscape and a recording, kept as the job keeps what is sent."""

    stage: Stage
    files: FileStore
    case: Case
    kept: list[bytes]

    def work_off(self) -> list[str]:
        """The job makes what was ordered; what each finished pack says, without spaces."""
        database = Database(f"sqlite:///{self.stage.file}", self.stage.vault, self.stage.clock)
        try:
            asyncio.run(AttachmentJob(database, self.stage.house, self.files, {}).run())
        finally:
            database.close()
        return [_words(self.files.get(name)) for name in self.stage.work(_made)]


def _made(uow: UnitOfWork) -> list[str]:
    rows = uow.connection.exec_driver_sql(
        "SELECT file FROM attachments WHERE case_id IS NULL AND status = 'ready' ORDER BY created_at"
    )
    return [str(row.file) for row in rows]


def _words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def _new(owner_id: str, identity: Identity) -> NewCase:
    facts = {"platform": "美团", "station": "城东站", "amount": "3600", "happened": "2026-10-01/2026-10-31"}
    return replace(UNPAID_WAGES, owner_id=owner_id, identity=identity, story=STORY, facts=facts)


def _scene(stage: Stage, folder: Path, identity: Identity) -> Scene:
    files = FileStore(folder / "media", stage.vault)
    kept = [_picture(600, 1300), _picture(1300, 600), b"ID3 a recording"]
    mimes = ["image/jpeg", "image/jpeg", "audio/mpeg"]

    def begin(uow: UnitOfWork) -> Case:
        owner = people.add_speaker(uow, address_of("worker"), "zh-CN")
        people.remember(uow, owner.person.id, consent_version=None, grid_id=None, name=NAME, phone=PHONE)
        sent = [
            attachments.add_attachment(
                uow, CHANNEL, ACCOUNT, owner.address_id, Media(kind=MediaKind.PHOTO, ref="1", size=1, mime=mime)
            )
            for mime in mimes
        ]
        for attachment_id, data, mime in zip(sent, kept, mimes, strict=True):
            print_of = hashlib.sha256(data).hexdigest()
            attachments.fetched(uow, attachment_id, file=files.put(data), mime=mime, sha256=print_of, size=len(data))
        case = open_case(uow, stage.house, _new(owner.person.id, identity), files=sent, source=None).case
        cases.add_message(uow, case, author=Author.STAFF, kind=MessageKind.REPLY, text=REPLY)
        return case

    return Scene(stage, files, stage.work(begin), kept)


def _owner(scene: Scene, uow: UnitOfWork) -> str:
    return cases.owner_of(uow, scene.case)


@pytest.fixture
def named(stage: Stage, tmp_path: Path) -> Scene:
    return _scene(stage, tmp_path, Identity.NAMED)


@pytest.fixture
def sealed(stage: Stage, tmp_path: Path) -> Scene:
    return _scene(stage, tmp_path, Identity.SEALED)


def _only_pack(uow: UnitOfWork) -> str:
    return str(uow.connection.exec_driver_sql("SELECT id FROM evidence_packs").scalar_one())


def _ask_and_agree(scene: Scene, uow: UnitOfWork) -> None:
    evidence_packs.ask(uow, scene.stage.house, scene.case, scene.stage.staff["liaison"])
    pack_id = _only_pack(uow)
    evidence_packs.answer(uow, scene.stage.house, scene.case, pack_id, agrees=True)


def test_the_workers_own_pack_says_everything(named: Scene) -> None:
    named.stage.work(lambda uow: evidence_packs.make_own(uow, named.stage.house, named.case, _owner(named, uow)))
    (said,) = named.work_off()
    for words in (NAME, PHONE, "美团城东站", "2026年10月", "3600元", REPLY, "据我所知属实", "2026-11-23"):
        assert words in said, words
    assert (
        "".join(STORY.split()) in "".join(said.split(f"证据材料{named.case.number[:4]}"))[:100_000]
        or "#read说了三次" in said
    )
    for data in named.kept:  # the bytes that staff can download
        assert hashlib.sha256(data).hexdigest() in said


def test_the_fingerprints_are_those_of_the_files_on_the_disk(named: Scene) -> None:
    kept = named.stage.work(lambda uow: evidence.kept_files(uow, named.case.id))
    assert [hashlib.sha256(named.files.get(each.file)).hexdigest() for each in kept] == [each.sha256 for each in kept]
    assert len(kept) == len(named.kept)


def test_a_sealed_case_names_nobody_to_staff(sealed: Scene) -> None:
    sealed.stage.work(lambda uow: _ask_and_agree(sealed, uow))
    sealed.stage.work(lambda uow: evidence_packs.make_own(uow, sealed.stage.house, sealed.case, _owner(sealed, uow)))
    said = sealed.work_off()
    assert sorted(NAME in each for each in said) == [False, True]
    assert sorted(PHONE in each for each in said) == [False, True]


def test_notes_among_staff_and_what_staff_sent_are_not_in_it(named: Scene) -> None:
    note = _picture(90, 90)

    def add(uow: UnitOfWork) -> None:
        notes.write(uow, named.case, named.stage.staff["liaison"], NOTE)
        message = cases.add_message(uow, named.case, author=Author.STAFF, kind=MessageKind.REPLY, text="见图")
        sent = attachments.add_made(uow, note, "image/jpeg")
        print_of = hashlib.sha256(note).hexdigest()
        attachments.fetched(uow, sent, file=named.files.put(note), mime="image/jpeg", sha256=print_of, size=len(note))
        attachments.attach(uow, [sent], named.case.id, message.id)
        evidence_packs.make_own(uow, named.stage.house, named.case, _owner(named, uow))

    named.stage.work(add)
    (said,) = named.work_off()
    assert NOTE not in said
    assert hashlib.sha256(note).hexdigest() not in said


def test_whoever_lost_the_case_gets_no_pack(named: Scene) -> None:
    named.stage.work(lambda uow: _ask_and_agree(named, uow))
    stage, pack_id = named.stage, named.stage.work(_only_pack)
    assert stage.work(lambda uow: evidence_document.write(uow, stage.house, pack_id, "zh-CN")).pictures
    stage.work(lambda uow: people_service.remove_staff(uow, stage.house, stage.staff["liaison"], None))
    with pytest.raises(KeyError):
        stage.work(lambda uow: evidence_document.write(uow, stage.house, pack_id, "zh-CN"))


def test_without_the_workers_yes_there_is_nothing_to_write(named: Scene) -> None:
    stage = named.stage
    stage.work(lambda uow: evidence_packs.ask(uow, stage.house, named.case, stage.staff["liaison"]))
    with pytest.raises(KeyError):
        stage.work(lambda uow: evidence_document.write(uow, stage.house, _only_pack(uow), "zh-CN"))


def test_an_answer_to_somebody_elses_pack_is_none(named: Scene) -> None:
    def other(uow: UnitOfWork) -> Case:
        owner = people.add_speaker(uow, address_of("second"), "zh-CN")
        evidence_packs.ask(uow, named.stage.house, named.case, named.stage.staff["liaison"])
        return open_case(uow, named.stage.house, _new(owner.person.id, Identity.NAMED), files=[], source=None).case

    theirs = named.stage.work(other)
    pack_id = str(
        named.stage.work(lambda uow: uow.connection.exec_driver_sql("SELECT id FROM evidence_packs").scalar_one())
    )
    with pytest.raises(DomainError, match="answered_before"):
        named.stage.work(lambda uow: evidence_packs.answer(uow, named.stage.house, theirs, pack_id, agrees=True))
    assert named.stage.work(lambda uow: evidence.load_pack(uow, pack_id)).status is PackStatus.ASKED


def test_what_was_declared_aloud_says_who_heard_it(stage: Stage, tmp_path: Path) -> None:
    def enter(uow: UnitOfWork) -> Case:
        worker = on_behalf.Worker(name=NAME, phone=None, consent="1", heard_at=uow.now)
        new, by = _new("", Identity.NAMED), speaker(uow, "liaison")
        case = on_behalf.enter(uow, stage.house, new, worker, by, [], None).case
        evidence_packs.make_aloud(uow, stage.house, case, by.person.id)
        return case

    scene = Scene(stage, FileStore(tmp_path / "media", stage.vault), stage.work(enter), [])
    (said,) = scene.work_off()
    for words in ("口头确认", "王芳听取并记录", NAME, "由工会工作人员代为登记", "没有文件"):
        assert words in said, words
