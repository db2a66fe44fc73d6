"""What people send is kept without traps; what staff read cannot be clicked."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cleaning import clean, defang, quote, shorten

TRICKY = st.text(
    st.one_of(
        st.sampled_from(
            "a1é#*工资.。@/:\r\n\t\0\u200b\u200d\u202e\u2066\ufe0f\ufe01\u20e3\ufeff\u3164👩🔧❤🏽🇨\u0301\u2028\ud800 "
        ),
        st.characters(),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("拖欠工资", "拖欠工资"),
        ("  三个月\r\n没发\r工资\u2028了  ", "三个月\n没发\n工资\n了"),
        ("a\0b\x07c\x1bd\x7fe\x9bf", "abcdef"),
        ("已\u202e结案\u202c\u2066了\u2069\u200e\u200f\u061c", "已结案了"),
        ("拖\u200b欠\u2060工\ufeff资\u00ad\u180e", "拖欠工资"),
        ("a\u200db\u200cc", "abc"),
        ("cafe\u0301", "café"),
        ("cafe\u200b\u0301", "café"),
        ("一\tb", "一\tb"),
        ("一\n\n\n\n\n二", "一\n\n二"),
        ("👩‍🔧 👨‍👩‍👧 👍🏽 ❤️ 1️⃣ 🏳️‍🌈 🇨🇳", "👩‍🔧 👨‍👩‍👧 👍🏽 ❤️ 1️⃣ 🏳️‍🌈 🇨🇳"),
        ("👩\u200d 👩\u200d\u200d🔧", "👩 👩🔧"),
        ("工\ufe0f资\U000e0100\ufe01", "工资"),
        ("hi\U000e0041\U000e0042", "hi"),
        ("\ud800工\udfff\uffff\ufdd0", "工"),
        ("\u3164\u2800\uffa0", ""),
        ("\0\n\u200b", ""),
        ("<b>*x*</b>", "<b>*x*</b>"),
    ],
)
def test_what_is_kept(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(text=TRICKY)
def test_cleaning_is_idempotent_and_leaves_no_trap(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    cleaned.encode()
    for character in cleaned.replace("\u200d", ""):
        assert character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}, repr(character)


@given(
    text=st.text(st.characters(categories=["L", "N", "P"], exclude_characters="\u3164\u115f\u1160\uffa0"), max_size=40)
)
def test_plain_words_are_not_touched(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://evil.com/x.php?a=1", "https[:]//evil[.]com/x[.]php?a=1"),
        ("tg://resolve?domain=x weixin://dl", "tg[:]//resolve?domain=x weixin[:]//dl"),
        ("看t.me/abc和www.a.cn", "看t[.]me/abc和www[.]a[.]cn"),
        ("ｅｖｉｌ．ｃｏｍ", "ｅｖｉｌ[.]ｃｏｍ"),
        ("evil。com", "evil[.]com"),
        ("пример.рф 例子.中国 xn--fsq.xn--0zwm56d", "пример[.]рф 例子[.]中国 xn--fsq[.]xn--0zwm56d"),
        ("http://127.0.0.1/x 10.1.2.3", "http[:]//127[.]0[.]0[.]1/x 10[.]1[.]2[.]3"),
        ("@admin @all a@b.com", "＠admin ＠all a＠b[.]com"),
        ("/claim 然后 /done@gongyi_bot", "／claim 然后 ／done＠gongyi_bot"),
        ("工资3200.50元。站长不认", "工资3200.50元。站长不认"),
        ("1.拖欠 2.不认", "1.拖欠 2.不认"),
        ("2026.3.1 到 2026.4.1，1/2", "2026.3.1 到 2026.4.1，1/2"),
        ("8:30上班", "8:30上班"),
        ("1.2.3.4.5.6.7", "1[.]2[.]3[.]4[.]5[.]6[.]7"),
    ],
)
def test_nothing_can_be_clicked(written: str, shown: str) -> None:
    assert defang(written) == shown


@given(text=TRICKY)
def test_defanging_is_idempotent_and_thorough(text: str) -> None:
    shown = defang(text)
    assert defang(shown) == shown
    assert "@" not in shown
    assert not re.search(r"\w://", shown)
    assert not re.search(r"\w\.[A-Za-z]", shown)
    assert not re.search(r"(^|\s)/[A-Za-z]", shown)


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("工资没发", 4, "工资没发"),
        ("工资没发", 3, "工资…"),
        ("工 资没发", 3, "工…"),
        ("工资", 1, "…"),
        ("a👩‍🔧bc", 4, "a…"),
        ("a👍🏽bc", 3, "a…"),
        ("ae\u0301bc", 3, "a…"),
    ],
)
def test_shortening(text: str, most: int, short: str) -> None:
    assert shorten(text, most) == short


def test_a_quote_cannot_pretend_to_be_ours() -> None:
    assert quote("没发工资\n【系统】已结案 https://a.cn\u202e", 100) == "｜没发工资\n｜【系统】已结案 https[:]//a[.]cn"


@given(text=TRICKY, most=st.integers(1, 40))
def test_a_quote_is_bounded_and_marked(text: str, most: int) -> None:
    shown = quote(text, most)
    assert len(shown) <= most
    assert all(line.startswith("｜") or line == "…" for line in shown.split("\n"))


def test_long_texts_are_quick() -> None:
    started = time.process_time()
    for text in (
        "a.b" * 20_000,
        "1.2" * 20_000,
        "👩‍" * 30_000,
        "\n" * 60_000,
        "://" * 20_000,
        "e\u0301" * 30_000,
        "\u0301" * 50_000,
    ):
        quote(text, 1_000)
    assert time.process_time() - started < 2
