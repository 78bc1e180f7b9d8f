"""Who gets in, what they see, and that it is written down. Real HTTP, real store."""

from pathlib import Path

from channels.console.app import COOKIE
from channels.console.operators import MOST_S, SILENCE_S
from tests.channels.console.stage import TOKENS, desk
from tests.channels.transcript.interview import interview
from tests.channels.transcript.restructuring import restructuring
from tests.channels.transcript.stories import many


async def test_nobody_sees_anything_who_has_not_signed_in(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        id = await here.holds(interview())
        for path in ("/console", f"/console/conversations/{id}"):
            status, page, _ = await here.get(path)
            assert status == 200
            assert 'name="token"' in page, "sent to the door"
            assert "grey for weeks" not in page
            assert f'value="{path}"' in page, "and from there on to where they wanted"
        assert here.acts() == []


async def test_an_operator_signs_in_looks_and_signs_out(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        id = await here.holds(interview())
        await here.sign_in()
        status, listed, headers = await here.get("/console")
        assert status == 200
        assert id in listed
        assert "grey for weeks" not in listed
        status, page, headers = await here.get(f"/console/conversations/{id}?lang=en")
        assert "grey for weeks" in page
        assert "PsyCoT trace" in page
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert (await here.post("/console/sign-out"))[0] == 303
        _, page, _ = await here.get(f"/console/conversations/{id}")
        assert "grey for weeks" not in page
        assert here.acts() == [
            {"deed": "signed_in", "operator": "ada"},
            {"deed": "listed", "operator": "ada", "page": 1},
            {"deed": "viewed", "operator": "ada", "conversation": id, "page": 1},
            {"deed": "signed_out", "operator": "ada"},
        ]
        assert "grey" not in here.audit.read_text()
        assert here.audit.stat().st_mode & 0o777 == 0o600


async def test_the_cookie_is_for_this_console_alone(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        await here.sign_in()
        (cookie,) = (c for c in here.http.cookie_jar if c.key == COOKIE)
        assert cookie["httponly"]
        assert cookie["samesite"] == "strict"
        assert cookie["path"] == "/console"
        assert TOKENS["ada"] not in cookie.value


async def test_a_wrong_token_opens_nothing(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        for token in ("", "a" * 31, "a" * 33, "ä" * 32, "x" * 4000):
            status, page = await here.post("/console/sign-in?lang=en", token=token)
            assert status == 403
            assert "belongs to no operator" in page
            assert not token or token not in page
        assert not list(here.http.cookie_jar)
        assert here.acts() == [{"deed": "refused"}] * 5
        assert "aaa" not in here.audit.read_text()
        # The sixth has to wait, were it the right one.
        assert (await here.post("/console/sign-in", token=TOKENS["ada"]))[0] == 429


async def test_a_form_of_another_origin_does_nothing(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        foreign = ("https://evil.example", "null", None, here.url.replace("http", "https"))
        for origin in foreign:
            status, _ = await here.post("/console/sign-in", origin=origin, token=TOKENS["ada"])
            assert status == 403
        assert not list(here.http.cookie_jar)
        await here.sign_in()
        for origin in foreign:
            assert (await here.post("/console/sign-out", origin=origin))[0] == 403
        assert 'name="token"' not in (await here.get("/console"))[1], "still signed in"


async def test_a_line_that_can_be_read_along_gets_no_token(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        headers = {"Host": "chat.example.org", "Origin": "http://chat.example.org"}
        async with here.http.post(
            f"{here.url}/console/sign-in?lang=en", data={"token": TOKENS["ada"]}, headers=headers
        ) as answer:
            assert answer.status == 403
            assert "needs https" in await answer.text()


async def test_a_session_ends_by_silence_and_by_itself(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        await here.sign_in()
        here.clock.pass_s(SILENCE_S - 1)
        assert "Conversations" in (await here.get("/console?lang=en"))[1]
        here.clock.pass_s(SILENCE_S - 1)
        assert "Conversations" in (await here.get("/console?lang=en"))[1], "looking keeps it up"
        here.clock.pass_s(SILENCE_S)
        assert 'name="token"' in (await here.get("/console"))[1]
        await here.sign_in()
        for _ in range(MOST_S // 1000):
            here.clock.pass_s(1000)
            assert "Conversations" in (await here.get("/console?lang=en"))[1]
        here.clock.pass_s(800)
        assert 'name="token"' in (await here.get("/console"))[1], "eight hours are the most"


async def test_a_forged_cookie_is_no_session(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        for cookie in ("x", "e30.e30.e30", "", "a.b"):
            _, page, _ = await here.get("/console", Cookie=f"{COOKIE}={cookie}")
            assert 'name="token"' in page


async def test_what_is_not_there_is_said_on_a_page(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        await here.sign_in()
        nowhere = ("/console/conversations/nothing", "/console/elsewhere", "/console/conversations")
        for path in nowhere:
            status, page, headers = await here.get(f"{path}?lang=en")
            assert status == 404
            assert "There is no such" in page
            assert "content-security-policy" in headers
        assert [act["deed"] for act in here.acts()] == ["signed_in"]


async def test_an_erased_conversation_is_gone(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        id = await here.holds(restructuring())
        await here.sign_in()
        assert id in (await here.get("/console"))[1]
        await here.elsewhere.erase(id)  # by another gateway: this one still has the key
        assert id not in (await here.get("/console"))[1]
        assert (await here.get(f"/console/conversations/{id}"))[0] == 404


async def test_without_a_record_nothing_is_shown(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        id = await here.holds(interview())
        await here.sign_in()
        here.audit.unlink()
        here.audit.mkdir()
        status, page, _ = await here.get(f"/console/conversations/{id}?lang=en")
        assert status == 503
        assert "grey for weeks" not in page
        assert "record could not be written" in page


async def test_a_long_conversation_page_by_page(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        id = await here.holds(many(300))
        await here.sign_in()
        _, page, _ = await here.get(f"/console/conversations/{id}?lang=en&page=3")
        assert "thing number 250 " in page
        assert "thing number 150 " not in page
        assert here.acts()[-1] == {
            "deed": "viewed", "operator": "ada", "conversation": id, "page": 3
        }  # fmt: skip


async def test_the_door_leads_nowhere_else(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        for to in ("https://evil.example", "//evil.example", "/v1/me", "/console/../x"):
            _, page, _ = await here.get(f"/console/sign-in?to={to}")
            assert 'name="to" value="/console"' in page


async def test_the_language_is_the_browsers_until_one_is_chosen(
    valkey: str, tmp_path: Path
) -> None:
    async with desk(valkey, tmp_path) as here:
        _, page, _ = await here.get("/console", **{"Accept-Language": "zh-CN,zh;q=0.9"})
        assert "操作员口令" in page
        _, page, _ = await here.get("/console?lang=en", **{"Accept-Language": "zh-CN"})
        assert "token" in page
        assert '<html lang="en">' in page


async def test_too_large_a_form_is_not_read(valkey: str, tmp_path: Path) -> None:
    async with desk(valkey, tmp_path) as here:
        assert (await here.post("/console/sign-in", token="x" * 10_000))[0] == 413
