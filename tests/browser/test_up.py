"""The widget at a platform as `fireside up --model none` runs it, with nothing of ours in it."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.processes.service import running


def test_a_conversation_with_a_bot_that_ships(meet: Meet, tmp_path: Path) -> None:
    with running("--model", "none", "--port", "0", data=tmp_path) as service:
        url = service.url.replace("127.0.0.1", "localhost")
        person = meet(locale="zh-CN")
        person.page.goto(url)
        person.page.locator("[data-bot=counsellor] .go").click()
        person.agree()
        person.say("最近总是睡不好，白天也提不起劲。")
        person.say("我不想活了，我想自杀")
        expect(person.panel().get_by_role("link", name="12356").first).to_be_visible()
        person.panel().get_by_role("button", name="我现在是安全的").click()
        expect(person.panel()).to_have_class("panel over")
        person.page.reload()
        expect(person.own).to_have_text(
            ["最近总是睡不好，白天也提不起劲。", "我不想活了，我想自杀"]
        )
