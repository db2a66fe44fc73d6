"""Short answers typed instead of pressing a button."""

from pathlib import Path

import pytest

from bot.nlu.choice import CommandWords, ordinal, same_label


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("１", 1),
        ("一", 1),
        ("①", 1),
        ("1.", 1),
        ("2、", 2),
        ("第一个", 1),
        ("选1", 1),
        ("我选3", 3),
        ("第二项", 2),
        ("十", 10),
        ("好", None),
        ("0", None),
        ("13812345678", None),
        ("3600", None),
        ("一直不给钱", None),
        ("", None),
    ],
)
def test_ordinals(text: str, number: int | None) -> None:
    assert ordinal(text) == number


@pytest.mark.parametrize(
    ("text", "label", "same"),
    [
        ("欠薪扣款", "💰 欠薪／扣款", True),
        ("欠薪 扣款！", "💰 欠薪／扣款", True),
        ("實名", "实名", True),
        ("实名吧不", "实名", False),
        ("", "✅", False),
    ],
)
def test_labels(text: str, label: str, same: bool) -> None:
    assert same_label(text, label) is same


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("取消", "cancel"),
        ("算了吧", "cancel"),
        ("算了取消", "cancel"),
        ("返回。", "back"),
        ("上一步", "back"),
        ("没有", "nothing"),
        ("跳过", "skip"),
        ("你好！", "menu"),
        ("轉人工", "human"),
        ("進度", "status"),
        ("接着来", "resume"),
        ("/start", "menu"),
        ("算了我跟你讲站长的事", None),
        ("你好我被扣钱了", None),
        ("好", None),
        ("我没有", None),
    ],
)
def test_commands_mean_the_whole_message(commands: CommandWords, text: str, command: str | None) -> None:
    assert commands.global_word(text) == command


@pytest.mark.parametrize(
    "text", ["是", "对", "好", "行", "嗯", "OK", "可以", "係", "要得", "好的呀", "好的可以", "对对没错", "嗯行吧"]
)
def test_yes(commands: CommandWords, text: str) -> None:
    assert commands.affirmative(text)
    assert not commands.negative(text)


@pytest.mark.parametrize("text", ["不", "否", "不是", "唔係", "不用", "不行", "没有", "不用了谢谢"])
def test_no(commands: CommandWords, text: str) -> None:
    assert commands.negative(text)
    assert not commands.affirmative(text)


def test_a_word_with_two_meanings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "commands.yaml").write_text("cancel: 算了\nskip: 算了\n", encoding="utf-8")
    with pytest.raises(ValueError, match="算了"):
        CommandWords.load(tmp_path)
