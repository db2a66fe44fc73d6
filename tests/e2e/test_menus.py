"""The command list behind the menu button follows role and language, and goes with the role."""

import pytest

from bot.domain.people import Role
from tests.e2e.conftest import Union
from tests.support.bot_api_wire import as_object
from tests.support.service import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


def menus(union: Union, **scope: object) -> list[dict[str, str]]:
    """Every list that was set for a scope, in order: what stands behind each command."""
    calls = [call.payload for call in union.api.calls_of("setMyCommands")]
    wanted = [payload for payload in calls if as_object(payload["scope"]) == scope]
    return [{each["command"]: each["description"] for each in as_object(one["commands"])} for one in wanted]


def of_chat(union: Union, chat_id: int) -> dict[str, str]:
    set_for_chat = menus(union, type="chat", chat_id=chat_id)
    return set_for_chat[-1] if set_for_chat else {}


async def test_everybody_sees_the_workers_commands_in_two_languages(union: Union) -> None:
    await until(lambda: len(menus(union, type="all_private_chats")) == 3)
    languages = [call.payload.get("language_code") for call in union.api.calls_of("setMyCommands")][:3]
    assert set(languages) == {"zh", "en", ""}
    for menu in menus(union, type="all_private_chats"):
        assert "grievance" in menu
        assert "cases" not in menu


async def test_a_role_brings_its_commands_and_takes_them_with_it(union: Union) -> None:
    await until(lambda: "cases" in of_chat(union, union.liaison.chat_id))
    assert "dead" not in of_chat(union, union.liaison.chat_id)
    await until(lambda: "dead" in of_chat(union, union.officer.chat_id))
    leaver = await union.service.hires(union.api, Role.OFFICER, 179)
    await until(lambda: "dead" in of_chat(union, leaver.chat_id))
    await union.service.removes(leaver)
    await until(lambda: bool(of_chat(union, leaver.chat_id)) and "cases" not in of_chat(union, leaver.chat_id))


async def test_the_language_changes_the_words(union: Union) -> None:
    worker = union.worker()
    await worker.says("/start")
    await worker.sees("")
    assert of_chat(union, worker.chat_id) == {}
    await worker.says("/language")
    await worker.sees("English")
    await until(lambda: bool(of_chat(union, worker.chat_id)))
    assert "My cases" in of_chat(union, worker.chat_id)["status"]


async def test_start_shows_staff_their_commands_again(union: Union) -> None:
    many = len(menus(union, type="chat", chat_id=union.deputy.chat_id))
    await union.deputy.says("/start")
    await until(lambda: len(menus(union, type="chat", chat_id=union.deputy.chat_id)) > many)
