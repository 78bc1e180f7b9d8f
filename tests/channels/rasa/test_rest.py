"""Rasa's REST channel: what its clients send, what they get, and what ends in the log."""

import asyncio
import json
import zlib
from collections.abc import AsyncGenerator

import pytest

from adapters.redis.log import InboxLimits
from channels.rasa.access import Access, Holder
from channels.rasa.rest import parts, wish_of
from channels.wire.base import MAX_FRAME, MAX_TEXT
from kernel.errors import AccessDenied
from kernel.events import (
    BotSpoke,
    ConversationOpened,
    Language,
    MessageReceived,
    Notice,
    Screened,
    TurnEnded,
    UserSpoke,
)
from kernel.moves import Close, Move, Say
from kernel.state import Conversation
from safety.crisis.guard import CrisisGuard
from tests.channels.rasa.stage import KEY, doors, token
from tests.fakes import PolicyOf
from tests.flow.stage import bot


def answer(talk: Conversation) -> list[Move]:
    heard = talk.utterances[-1].text
    if heard == "close":
        return [Say(text="bye"), Close(reason="person")]
    if heard == "two":
        return [Say(text="one.\n\ntwo."), Say(text="three.")]
    return [Say(text=f"{talk.bot} {talk.language} heard {heard}")]


SERVED = {"echo": bot(PolicyOf(answer)), "other": bot(PolicyOf(answer), name="other")}


class Slow:
    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        await asyncio.sleep(0.5)
        yield Say(text=f"at last {talk.utterances[-1].text}")


async def test_a_rasa_client_is_greeted_answered_and_logged(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        first = await door.said("hello")
        assert first[1:] == ["hello en", "echo en heard hello"], "after the disclosure"
        assert await door.said("again") == ["echo en heard again"]
        (events,) = await door.events("r-anna")
    kinds = [type(e) for e in events if not isinstance(e, Screened)]
    assert kinds.count(ConversationOpened) == 1
    assert [e.text for e in events if isinstance(e, MessageReceived)] == ["hello", "again"]
    assert [e.text for e in events if isinstance(e, UserSpoke)] == ["hello", "again"]
    assert kinds[-1] is TurnEnded
    assert any(isinstance(e, Screened) for e in events), "judged as by every channel"


async def test_paragraphs_become_messages_as_in_rasa(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        await door.said("hello")
        assert await door.said("two") == ["one.", "two.", "three."]
    assert parts("\n\na\n\n\n\nb\n") == ["a", "b"]


async def test_lines_come_while_the_turn_goes_on(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        await door.said("hello")
        url = f"{door.url}/webhooks/rest/webhook?stream=true"
        body = {"sender": "anna", "message": "two"}
        async with door.http.post(url, json=body) as streamed:
            assert streamed.headers["content-type"].startswith("text/event-stream")
            lines = [json.loads(line) async for line in streamed.content]
    assert [line["text"] for line in lines] == ["one.", "two.", "three."]
    assert {line["recipient_id"] for line in lines} == {"anna"}


async def test_the_language_is_heard_or_asked_for(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        assert (await door.said("你好", "li"))[-1] == "echo zh heard 你好"
        spoken = await door.said("hi", "wang", metadata={"language": "zh-CN", "bot": "other"})
        assert spoken[-1] == "other zh heard hi"


async def test_a_closed_talk_is_followed_by_a_new_one(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        assert (await door.said("close"))[-1] == "bye"
        assert (await door.said("hello"))[-1] == "echo en heard hello"
        assert (await door.said("/restart"))[-1] == "hello en"
        assert len(await door.events("r-anna")) == 3


async def test_an_erased_talk_begins_anew(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        await door.said("hello")
        (id,) = await door.log.of_subject("r-anna")  # type: ignore[arg-type]
        await door.log.erase(id)
        await asyncio.sleep(1.1)  # whoever writes again within the second meets the old id
        assert (await door.said("hello"))[-1] == "echo en heard hello"


async def test_a_message_sent_twice_is_said_once(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        await door.said("hello")
        meta = {"message_id": "7"}
        assert await door.said("again", metadata=meta) == await door.said("again", metadata=meta)
        (events,) = await door.events("r-anna")
    assert len([e for e in events if isinstance(e, UserSpoke) and e.text == "again"]) == 1


async def test_many_at_once_of_one_sender_make_one_talk(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(door.said(str(n))) for n in range(5)]
        for n, task in enumerate(tasks):
            answers = [text for text in task.result() if "heard" in text]
            assert answers == [f"echo en heard {n}"], "each gets its own answers"
        (events,) = await door.events("r-anna")
    assert sorted(e.text for e in events if isinstance(e, UserSpoke)) == list("01234")


async def test_what_came_too_late_comes_with_the_next_answer(valkey: str) -> None:
    async with doors(valkey, {"echo": bot(Slow())}, answer_s=0.2) as door:
        assert "taking me longer" in (await door.said("one"))[-1]
        await asyncio.sleep(1)
        assert (await door.said("two"))[0] == "at last one", "nothing is lost"


async def test_the_crisis_guard_hears_what_comes_by_this_door(valkey: str) -> None:
    served = {"echo": bot(PolicyOf(answer), (CrisisGuard.load(),))}
    async with doors(valkey, served) as door:
        for sender, words in (("anna", "I will kill myself tonight"), ("li", "我今晚就要自杀")):
            said = await door.said(words, sender)
            (events,) = await door.events(f"r-{sender}")
            assert [e.notice for e in events if isinstance(e, BotSpoke)][-1] is Notice.CRISIS
            assert said[-1].startswith("[crisis"), "the protocol answers, not the bot"


async def test_a_message_that_cannot_be_taken_is_answered_in_words(valkey: str) -> None:
    cases = [("", 400, "not see"), ("x" * (MAX_TEXT + 1), 413, "too long"), ("\u202e", 400, "see")]
    async with doors(valkey, SERVED, serve_turns=False) as door:
        for message, status, words in cases:
            got, messages = await door.post(message)
            assert got == status
            assert words in messages[0]["text"]
        assert await door.events("r-anna") == []


async def test_who_is_too_fast_is_told_and_can_go_on(valkey: str) -> None:
    limits = InboxLimits(messages_per_minute=60, burst=2)
    async with doors(valkey, SERVED, inbox=limits) as door:
        statuses = [(await door.post(str(n)))[0] for n in range(4)]
        assert statuses[:2] == [200, 200]
        assert 429 in statuses[2:]


async def test_one_address_cannot_begin_talks_without_end(valkey: str) -> None:
    async with doors(valkey, SERVED, talks_per_minute=2) as door:
        statuses = [(await door.post("hi", f"sender-{n}"))[0] for n in range(4)]
    assert statuses == [200, 200, 429, 429]


BODIES = [
    (b"{", "identity", 400),
    (b"[1]", "identity", 400),
    (b'{"sender": 5, "message": "x"}', "identity", 400),
    (b"\xff\xfe", "identity", 400),
    (b"[" * 20_000, "identity", 400),
    (b"x" * (MAX_FRAME + 1), "identity", 413),
    (zlib.compress(b" " * (MAX_FRAME + 1)), "deflate", 413),
    (b"no deflate", "deflate", 400),
    (b"no gzip", "gzip", 400),
    (b"{}", "br", 415),
]


async def test_a_body_that_is_none_is_refused_plainly(valkey: str) -> None:
    async with doors(valkey, SERVED, serve_turns=False) as door:
        for body, coding, status in BODIES:
            headers = {"Content-Encoding": coding}
            url = f"{door.url}/webhooks/rest/webhook"
            async with door.http.post(url, data=body, headers=headers) as answer:
                assert answer.status == status, (body[:20], coding)
                assert "error" in await answer.json()


async def test_a_door_with_a_lock_asks_for_a_token(valkey: str) -> None:
    async with doors(valkey, SERVED, access=Access("jwt", KEY)) as door:
        good = token(sub="u1")
        assert (await door.post("hi"))[0] == 401, "missing"
        assert (await door.post("hi", token=token("f" * 40)))[0] == 401, "forged"
        assert (await door.post("hi", token=token(exp=1)))[0] == 401, "expired"
        assert (await door.post("hi", token=good))[0] == 200
        assert (await door.post("hi", token=token(sub="u2")))[0] == 200
        assert len(await door.events("r-u1:anna")) == 1
        assert len(await door.events("r-u2:anna")) == 1, "the same id of another holder"
        assert await door.events("r-anna") == []


async def test_health(valkey: str) -> None:
    async with (
        doors(valkey, SERVED, serve_turns=False) as door,
        door.http.get(f"{door.url}/webhooks/rest/") as health,
    ):
        assert await health.json() == {"status": "ok"}


@pytest.mark.parametrize("metadata", [None, 5, "not json", '{"language": "fr"}', [], {"bot": 1}])
def test_metadata_that_make_no_sense_are_passed_over(metadata: object) -> None:
    wish = wish_of(metadata)
    assert wish.language is None
    assert wish.country == ""


def test_metadata_may_be_a_text_of_json() -> None:
    wish = wish_of('{"language": "zh", "country": "cn", "message_id": 12}')
    assert (wish.language, wish.country, wish.message_id) == (Language.ZH, "CN", "12")


async def test_nobody_can_write_another_holder_into_an_id(valkey: str) -> None:
    names = [("a", "b:c"), ("a:b", "c"), ("", "a:b:c"), ("", "a:b"), ("a", "b")]
    assert len({Holder(name).subject(sender) for name, sender in names}) == len(names)
    with pytest.raises(AccessDenied, match="subject"):
        Holder("x" * 200).subject("s")


async def test_who_gives_no_id_gets_one_of_their_own(valkey: str) -> None:
    async with doors(valkey, SERVED) as door:
        ids = set()
        for _ in range(2):
            body = json.dumps({"message": "hi"})
            url = f"{door.url}/webhooks/rest/webhook"
            async with door.http.post(url, data=body) as answer:
                ids |= {said["recipient_id"] for said in await answer.json()}
        assert len(ids) == 2
        assert "default" not in ids
