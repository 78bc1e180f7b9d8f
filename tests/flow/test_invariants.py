"""The ten invariants of the design, each a test of its name, on every store."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bots.spec import revision_of
from kernel.codec import decode, encode
from kernel.errors import LeaseLost
from kernel.events import (
    BotSpoke,
    ConversationOpened,
    CrisisRaised,
    MessageReceived,
    Notice,
    Outcome,
    Screened,
    Side,
    TurnEnded,
    TurnFailed,
    UserSpoke,
)
from kernel.ids import ConversationId, MessageId
from kernel.moves import Goto, Move, Piece, Say
from kernel.records import Content, Preview, Recorded
from kernel.state import Conversation, evolve, replay
from kernel.turn import end
from kernel.verdicts import Allow, Block, Escalate, Risk, Verdict
from tests.conftest import LEASE_MS, Parts
from tests.fakes import ALLOW_ALL, GuardOf, PolicyOf, said
from tests.flow.stage import bot, stage, talking, working

GOLDEN = Path(__file__).parents[1] / "golden"


def echo(talk: Conversation) -> list[Move]:
    return [Say(text=f"you said {talk.utterances[-1].text}")]


class Streaming:
    """Streams its fragments, slowly if asked."""

    def __init__(self, *fragments: str, pause: float = 0.0) -> None:
        self._fragments = fragments
        self._pause = pause

    async def decide(self, talk: Conversation) -> AsyncGenerator[Move, None]:
        for fragment in self._fragments:
            await asyncio.sleep(self._pause)
            yield Piece(text=fragment)


class Failing:
    name = "failing"

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        raise RuntimeError("secret words")


class Late:
    name = "late"

    async def review(self, side: Side, content: Content, talk: Conversation) -> Verdict:
        await asyncio.sleep(30)
        return Allow()


async def test_invariant_1_log_before_wire(parts: Parts) -> None:
    async with stage(parts, bot(Streaming("One. ", "Two. ", "Three."))) as talk:
        id = await talk.say("go")
        await talk.ended(id)
        for place, sight in enumerate(talk.seen):
            if isinstance(sight, Preview):
                told = [s.event for s in talk.seen[:place] if isinstance(s, Recorded)]
                assert UserSpoke(message_id=id, text="go") in told
        logged = await parts.log.read(talk.id)
        seen = [sight for sight in talk.seen if isinstance(sight, Recorded)]
        assert seen == list(logged), "followers see the log and nothing else as final"


async def test_invariant_2_replay_gives_the_live_state(parts: Parts) -> None:
    moves = [Goto(node="n", why="w"), Say(text="a"), Say(text="b")]  # type: ignore[arg-type]
    async with stage(parts, bot(PolicyOf(lambda talk: moves))) as talk:
        await talk.turn("x")
        live = Conversation(id=talk.id)
        for sight in talk.seen:
            if isinstance(sight, Recorded):
                live = evolve(live, sight)
        assert live == await talk.state()


@pytest.mark.parametrize("guard", [Failing(), Late()], ids=lambda g: g.name)
async def test_invariant_3_a_failing_guard_blocks(parts: Parts, guard: Failing | Late) -> None:
    served = bot(PolicyOf(echo), (ALLOW_ALL, guard), guard_seconds=0.05)
    async with stage(parts, served) as talk:
        events = await talk.turn("hello")
        screened = [e for e in events if isinstance(e, Screened)]
        assert [e.verdict.kind for e in screened] == ["allow", "block"], "Allow is an event too"
        assert screened[1].verdict.labels == ("guard_failure",)
        assert "secret words" not in repr(events), "an error's text is not kept"
        assert not any(isinstance(e, UserSpoke) for e in events)
        assert events[-1] == end(events[0].message_id, Outcome.FAILED)  # type: ignore[union-attr]


async def test_invariant_3_no_guard_at_all_blocks(parts: Parts) -> None:
    async with stage(parts, bot(PolicyOf(echo), ())) as talk:
        assert not any(isinstance(e, UserSpoke) for e in await talk.turn("hello"))


async def test_invariant_4_only_whole_judged_sentences_leave(parts: Parts) -> None:
    judged: list[str] = []

    def judge(side: Side, text: str) -> Verdict:
        if side is Side.BOT:
            judged.append(text)
        return Block(labels=("bad",), reason="r") if "poison" in text else Allow()

    fragments = [*"First one. Then poi", "son here. ", "Never", " said."]
    async with stage(parts, bot(Streaming(*fragments), (GuardOf(judge),))) as talk:
        events = await talk.turn("go")
        previews = [s.text for s in talk.seen if isinstance(s, Preview)]
        assert previews == ["First one. "]
        spoke = [e for e in events if isinstance(e, BotSpoke)]
        assert [(e.text, e.notice) for e in spoke][:1] == [("First one.", None)]
        assert spoke[1].notice is Notice.WITHHELD
        assert judged == ["First one. ", "Then poison here. "], "nothing after is even judged"
        assert "poison" not in repr(await talk.state())


async def test_invariant_5_a_worker_that_lost_its_lease_cannot_append(parts: Parts) -> None:
    async with talking(parts) as talk:
        (token,) = await parts.queue.take(1, 1)
        lost = await parts.queue.begin(token, 0)
        assert lost is not None
        await talk.say("meanwhile")  # anyone may append what was heard
        await asyncio.sleep(LEASE_MS / 1000 * 1.6)
        async with working(parts, {"echo": bot(PolicyOf(echo))}):
            await talk.ended(talk.request)
            with pytest.raises(LeaseLost):
                await parts.queue.commit(
                    lost.lease, 2, (end(talk.request, Outcome.ANSWERED),), release=True
                )
    ends = [e.event for e in await parts.log.read(talk.id) if isinstance(e.event, TurnEnded)]
    assert len(ends) == len(set(ends))


async def test_invariant_5_many_workers_keep_the_order(parts: Parts) -> None:
    served = {"echo": bot(PolicyOf(echo))}
    async with working(parts, served), working(parts, served), talking(parts) as talk:
        await talk.ended(talk.request)
        ids = []
        for n in range(5):
            ids.append(await talk.say(str(n)))
        for id in ids:
            await talk.ended(id)
        ends = [e.message_id for e in talk.events() if isinstance(e, TurnEnded)]
        assert ends == [talk.request, *ids]
        answers = [e.text for e in talk.events() if isinstance(e, BotSpoke)][2:]
        assert answers == [f"you said {n}" for n in range(5)]


def _broken(talk: Conversation) -> list[Move]:
    raise RuntimeError("secret")


@pytest.mark.parametrize(
    ("policy", "guard", "outcome"),
    [
        (PolicyOf(echo), ALLOW_ALL, Outcome.ANSWERED),
        (PolicyOf(lambda talk: []), ALLOW_ALL, Outcome.ANSWERED),
        (PolicyOf(_broken), ALLOW_ALL, Outcome.FAILED),
        (
            PolicyOf(echo),
            GuardOf(lambda side, text: Block(labels=("insult",), reason="r")),
            Outcome.BLOCKED,
        ),
    ],
    ids=["answered", "silent policy", "broken policy", "blocked"],
)
async def test_invariant_6_every_turn_ends(
    parts: Parts, policy: PolicyOf, guard: GuardOf, outcome: Outcome
) -> None:
    async with stage(parts, bot(policy, (guard,))) as talk:
        events = await talk.turn("hello")
        assert isinstance(events[-1], TurnEnded)
        assert events[-1].outcome is outcome
        if outcome is not Outcome.ANSWERED:
            spoke = [e for e in events if isinstance(e, BotSpoke)]
            assert len(spoke) == 1
            assert spoke[0].notice is not None, "a kind fixed reply"
        assert "secret" not in repr(events)
        assert [e.where for e in events if isinstance(e, TurnFailed)] in ([], ["policy"])


async def test_invariant_7_a_crisis_overrides_the_policy(parts: Parts) -> None:
    asked: list[str] = []

    def policy(talk: Conversation) -> list[Move]:
        asked.append(talk.utterances[-1].text)
        return [Say(text="let us talk about something else")]

    def judge(side: Side, text: str) -> Verdict:
        if "goodbye" in text:
            return Escalate(risk=Risk.HIGH, labels=("suicide",), reason="r")
        return Allow()

    rewriting = GuardOf(lambda side, text: Block(labels=("all",), reason="blocks everything"))
    served = bot(PolicyOf(policy), (GuardOf(judge, "crisis"), rewriting))
    async with stage(parts, served) as talk:
        events = await talk.turn("goodbye everyone")
        assert asked == [], "the policy is not even asked"
        spoke = [e for e in events if isinstance(e, BotSpoke)]
        assert [e.notice for e in spoke] == [Notice.CRISIS], "no later guard can take it away"
        assert any(isinstance(e, CrisisRaised) and e.risk is Risk.HIGH for e in events)
        assert events[-1] == TurnEnded(
            message_id=spoke[0].message_id.removesuffix(".1"),  # type: ignore[arg-type]
            outcome=Outcome.CRISIS,
        )


async def test_invariant_8_the_revision_names_the_exact_files(tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    (folder / "prompts").mkdir(parents=True)
    (folder / "bot.toml").write_text("a")
    (folder / "prompts" / "x.md").write_text("one")
    first = revision_of(folder)
    assert first == revision_of(folder)
    (folder / "prompts" / "x.md").write_text("two")
    second = revision_of(folder)
    (folder / "prompts" / "x.md").rename(folder / "prompts" / "y.md")
    assert len({first, second, revision_of(folder)}) == 3


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.jsonl")), ids=lambda f: f.stem)
def test_invariant_9_logs_of_every_version_replay(file: Path) -> None:
    lines = file.read_bytes().splitlines()
    entries = [Recorded(n, n, decode(line)) for n, line in enumerate(lines, 1)]
    state = replay(ConversationId("golden"), entries)
    assert state.seq == len(lines)
    assert [decode(encode(e.event)) for e in entries] == [e.event for e in entries]


async def test_invariant_10_policies_keep_facts_in_slots(parts: Parts) -> None:
    fields = set(Conversation.__dataclass_fields__)
    assert fields == {
        *("id", "seq", "phase", "bot", "revision", "language", "country", "subject"),
        *("utterances", "slots", "node", "labels", "crisis", "inbox", "heard", "cancelled"),
        "disclosed_at",
    }, "a new field must belong to the platform, not to one policy; then add it here"


async def test_what_was_acknowledged_is_in_the_log(parts: Parts) -> None:
    async with talking(parts) as talk:
        word = said("remember me")
        receipt = await parts.log.receive(talk.id, word)
        (entry,) = await parts.log.read(talk.id, receipt.seq - 1, 1)
        assert entry.event == MessageReceived(message_id=MessageId(word.message_id), text=word.text)


async def test_the_greeting_discloses_the_machine_first(parts: Parts) -> None:
    async with stage(parts, bot(PolicyOf(echo))) as talk:
        opening, *rest = talk.events()
        assert isinstance(opening, ConversationOpened)
        spoke = [e for e in rest if isinstance(e, BotSpoke)]
        assert [e.notice for e in spoke] == [Notice.DISCLOSURE, None]
        assert spoke[1].text == "hello en"
