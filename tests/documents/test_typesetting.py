"""What somebody wrote stands in the document as he wrote it, whatever it would mean to the typesetter."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from bot.documents.manuscript import Form, Json
from bot.documents.typesetting import TypesettingFailed, typeset
from bot.services.wall_notice import square_code

NOW = datetime(2026, 11, 23, 2, 0, 0, 7, UTC)


def _notice(text: str, form: Form = Form.PDF, pictures: dict[str, bytes] | None = None, **changed: Json) -> bytes:
    data: dict[str, Json] = {
        "lang": "zh",
        "heading": "通知",
        "title": "防暑物资领取",
        "text": text,
        "signed_by": "工会",
        "signed_on": "2026年11月23日",
        "has_photo": False,
        "code": square_code("https://gongyi.example"),
        "scan": "扫一扫",
        "address": "",
        "mark": "",
    }
    return typeset("notice", data | changed, pictures or {}, form=form, made_at=NOW)


def _words(pdf: bytes) -> str:
    """Everything the document says, without the spaces that the layout puts between the signs."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "#let工资=0#工资",
        "工资$sum_(k=0)^n$元",
        "少发]]]]三天[[",
        "\\u{4f60}\\#\\",
        "*黑*_斜_=标题-列表@引用<标签>",
        '"); panic("停',
        "`代码`//注释/*注释*/",
        "㐂龘①→☎",
    ],
)
def test_words_are_never_markup(words: str) -> None:
    assert "".join(words.split()) in _words(_notice(words))
    assert "".join(words.split()) in _words(_notice("您好", title=words))


def test_the_typeface_has_every_common_sign_and_leaves_out_the_coloured_ones() -> None:
    assert "领取防暑包" in _words(_notice("📢领取🚴防暑包❤️"))


@pytest.mark.parametrize("length", [1, 100, 798])
def test_a_notice_of_any_length_fits_on_one_sheet_with_its_picture(length: int) -> None:
    file = BytesIO()
    Image.new("RGB", (300, 900)).save(file, "JPEG")
    pdf = _notice(f"从{'字' * length}到", pictures={"photo": file.getvalue()}, has_photo=True, title="长" * 30)
    (page,) = PdfReader(BytesIO(pdf)).pages
    said = "".join(page.extract_text().split())
    assert "从字" in said
    assert "字到" in said


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert _notice("领取防暑包") == _notice("领取防暑包")


def test_a_picture_shows_the_first_page() -> None:
    with Image.open(BytesIO(_notice("字" * 3000, Form.PICTURE))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (1240, 1754)  # A4 at 150 dots an inch


def test_a_photo_travels_into_the_document_as_it_is() -> None:
    file = BytesIO()
    Image.effect_noise((400, 300), 60).convert("RGB").save(file, "JPEG")
    assert file.getvalue() in _notice("领取防暑包", pictures={"photo": file.getvalue()}, has_photo=True)


def test_a_template_that_does_not_go_with_its_data_says_nothing_of_the_words() -> None:
    with pytest.raises(TypesettingFailed) as failed:
        typeset("notice", {"text": "我的工资"}, {}, form=Form.PDF, made_at=NOW)
    assert "工资" not in str(failed.value)
