"""Which replies stop a clock: only a human being's own words, and for the second clock enough of them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import is_first_answer, is_substantive

STORY = "我在城东站点跑单，站长拖欠了我三个月工资，电话也不接，请工会帮帮我"

NOTHING_SAID = [
    "", " ", ".", "。", "．．．", "……", "，，，", "!!!", "？", "1", "666", "13800138000", "2026-03-01",
    "👍", "👌🏻👌🏻", "🙏🙏🙏", "收到", "已收到。", "收到!", "收到收到收到收到收到收到",
    "收到 收到\n收到", "收。到", "收1到", "收收到到", "好的", "好", "嗯", "嗯嗯嗯", "哦哦",
    "好的好的，收到", "在处理中", "正在处理中...", "處理中", "收到，正在處理，請稍等",
    "您好，收到，请耐心等待。", "已登记，会尽快处理",
    "您好！您的诉求我们会高度重视，正在跟进，请您放心。", "马上处理，谢谢！", "请稍等🙏",
    "已上报有关部门", "师傅您好", "知道了[OK]", "啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊啊",
    "哈哈哈哈哈哈", "的的的的的的的的", "一一一一一一一一一一一一一一一一一一", "ok", "OK OK", "okok",
    "hahahaha", "ＯＫ", "Received.", "Got it, thanks!", "roger", "aaaaaaa", "x", "a b c d",
    "Hello, we are processing it", "https://example.com/answer", "www.example.com",
    "收到 https://example.com/a/b/c", "\u200b\u200b", "______", "<b></b>", "> " + STORY, STORY,
    f"收到：{STORY}", "站长拖欠了我三个月工资", "收到\n> 站长拖欠了我三个月工资",
]  # fmt: skip

FIRST_ONLY = [
    "我给站长打电话", "今天下午联系你", "收到，明天去站点", "什么时候发生的？", "工资条有吗",
    "方便电话聊吗", "已联系站长", "请发一下合同照片", "Calling them now", "Contract?", "يەنە سۆزلەيمىز",
    "13800138000，打这个电话", "我在路上", "拖欠几个月？",
    "联系站长联系站长联系站长联系站长联系站长联系站长",
    "联系站长。联系站长！联系站长？联系站长，联系站长", "call call call call call call call call",
    "明天见111111111111111111111111", "明天见，收到收到收到收到收到收到收到收到收到", f"明天见。{STORY}",
]  # fmt: skip

SUBSTANTIVE = [
    "我已经和站长谈过，公司答应本周五之前把三月份的工资补发到你的银行卡。",
    "收到。我今天上午去了站点，负责人承认拖欠，约定周三当面签补发协议。",
    "请把劳动合同、工资流水和考勤截图发给我，我陪你明天九点去劳动监察大队登记。",
    "公司承诺8月15日前补发3200元，逾期我们就帮你申请劳动仲裁",
    "我們已經聯繫公司人事部門，對方同意星期五之前付清欠薪",
    "I called the station manager, he promised to pay your wages before Friday",
    "你说站长拖欠了我三个月工资，我查了流水，公司确实少发了九千元，周一我和你一起去找公司谈判。",
]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_fillers_signs_and_echoes_stop_no_clock(text: str) -> None:
    assert not is_first_answer(text, canned=False, worker_said=STORY)
    assert not is_substantive(text, canned=False, worker_said=STORY)


@pytest.mark.parametrize("text", FIRST_ONLY)
def test_short_own_words_are_a_first_answer_only(text: str) -> None:
    assert is_first_answer(text, canned=False, worker_said=STORY)
    assert not is_substantive(text, canned=False, worker_said=STORY)


@pytest.mark.parametrize("text", SUBSTANTIVE)
def test_real_answers_are_substantive(text: str) -> None:
    assert is_first_answer(text, canned=False, worker_said=STORY)
    assert is_substantive(text, canned=False, worker_said=STORY)
    assert not is_first_answer(text, canned=True)
    assert not is_substantive(text, canned=True)


@pytest.mark.parametrize(
    ("text", "characters", "enough"),
    [
        ("公司答应周五补发全部拖欠工资了吧", 16, True),
        ("公司答应周五补发全部拖欠工资了吧", 17, False),
        ("收到，公司答应周五补发全部拖欠工资了吧", 17, False),
        ("公司答应周五补发 wages", 10, True),  # eight Han characters and a word
        ("公司答应周五补发 wages", 11, False),
        ("公司答应 wages wages Wages", 7, False),
    ],
)
def test_the_border_is_exact(text: str, characters: int, *, enough: bool) -> None:
    assert is_substantive(text, canned=False, characters=characters) is enough


def test_without_the_worker_s_words_an_echo_cannot_be_known() -> None:
    assert is_substantive(STORY, canned=False)


@given(
    filler=st.lists(
        st.sampled_from(["收到", "好的", "处理中", "。", " ", "1", "👍", "请稍等", "ok", "嗯", "！", "\n"]),
        max_size=40,
    )
)
def test_no_mixture_of_fillers_is_an_answer(filler: list[str]) -> None:
    assert not is_first_answer("".join(filler), canned=False)


@given(text=st.text(max_size=80), characters=st.integers(1, 30))
def test_what_is_substantive_is_a_first_answer(text: str, characters: int) -> None:
    assert is_first_answer(text, canned=False) or not is_substantive(text, canned=False, characters=characters)


def test_a_hostile_text_takes_no_time() -> None:
    started = time.process_time()
    for text in (
        "ab" * 50_000,
        "一二三" * 50_000,
        "a" * 100_000,
        "啊" * 4_999 + "b",
        ". " * 50_000,
        ">" * 100_000,
    ):
        is_substantive(text, canned=False, worker_said=text)
    assert time.process_time() - started < 2
