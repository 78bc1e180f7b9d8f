"""The guard: cases as data, both sides, look-back, and what happens without its parts."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.errors import DataError, SettingsError
from kernel.events import Side
from kernel.ids import ConversationId
from kernel.records import Content, Utterance
from kernel.state import Conversation
from kernel.verdicts import Allow, Block, Rewrite, Verdict
from safety.catalog import GUARDS, reading_with
from safety.chain import screen
from safety.chinese.guarding.guard import EXCUSED, SPLIT, ToxicityGuard
from safety.chinese.guarding.policy import load_policy
from safety.chinese.guarding.stance import Stances
from safety.chinese.restore import Restored
from safety.chinese.toxicity.detector import Detector, shipped
from safety.chinese.toxicity.lexicon import Lexicon

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()
]
DETECTOR = Detector.load()
EMPTY = Conversation(id=ConversationId("c"))


def guard(policy: str, detector: Detector = DETECTOR, opinion: object = None) -> ToxicityGuard:
    async def ready() -> Detector:
        return detector

    stances = Stances.load(Lexicon.load())
    return ToxicityGuard(policy, ready, stances, load_policy(policy), opinion)  # type: ignore[arg-type]


STRICT, CARE = guard("strict"), guard("care")


async def verdict(case: dict[str, object], by: ToxicityGuard) -> Verdict:
    side = Side(case.get("side", "user"))
    said = case.get("said", ())
    assert isinstance(said, list | tuple)
    talk = Conversation(
        id=ConversationId("c"), utterances=tuple(Utterance(side, text) for text in said)
    )
    content = Content(text=str(case["text"]), before=str(case.get("before", "")))
    return await by.review(side, content, talk)


def stops(found: Verdict) -> bool:
    return isinstance(found, Block | Rewrite)


@pytest.mark.parametrize("case", [c for c in CASES if "stopped" in c], ids=lambda c: c["id"])
async def test_who_is_stopped(case: dict[str, object]) -> None:
    assert stops(await verdict(case, STRICT)) is case["stopped"]


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if not c.get("stopped", True) or "stopped_in_care" in c],
    ids=lambda c: c["id"],
)
async def test_who_is_stopped_in_counselling(case: dict[str, object]) -> None:
    expected = case.get("stopped_in_care", case.get("stopped"))
    assert stops(await verdict(case, CARE)) is expected


def test_there_are_enough_cases_of_people_who_attack_nobody() -> None:
    assert sum(not case.get("stopped", True) for case in CASES) >= 40


async def test_the_verdict_says_what_was_undone_and_at_whom_it_is_aimed() -> None:
    found = await STRICT.review(Side.USER, Content(text="你这个女表子，真不要脸"), EMPTY)
    assert isinstance(found, Block)
    assert {"toxic", "sexual", "at_women", "disguise_split"} <= set(found.labels)
    assert "女表 = 婊" in found.reason
    assert found.score is not None
    assert 0.9 < found.score <= 1


async def test_told_abuse_is_let_through_with_a_label() -> None:
    found = await STRICT.review(Side.USER, Content(text="我爸天天骂我是废物"), EMPTY)
    assert isinstance(found, Allow)
    assert found.labels == () or found.labels[0] == EXCUSED


async def test_a_word_split_over_two_messages_is_found_and_says_so() -> None:
    talk = Conversation(
        id=ConversationId("c"),
        utterances=(Utterance(Side.USER, "你就是个大傻"), Utterance(Side.BOT, "嗯？")),
    )
    found = await STRICT.review(Side.USER, Content(text="逼，滚"), talk)
    assert isinstance(found, Block)
    assert SPLIT in found.labels
    assert isinstance(await STRICT.review(Side.USER, Content(text="逼近考试了"), EMPTY), Allow)


async def test_what_the_other_side_said_is_not_held_against_one() -> None:
    talk = Conversation(id=ConversationId("c"), utterances=(Utterance(Side.BOT, "你就是个大傻"),))
    assert isinstance(await STRICT.review(Side.USER, Content(text="逼近考试了"), talk), Allow)


async def test_a_rewrite_masks_the_words_as_they_were_written() -> None:
    found = await STRICT.review(Side.BOT, Content(text="这家店的老板真是个sha bi，唉。"), EMPTY)
    if isinstance(found, Rewrite):
        assert "sha bi" not in found.text
        assert found.text.startswith("这家店的老板真是个＊")
    else:
        assert isinstance(found, Block)


class Nothing:
    """Undoes nothing."""

    def restore(self, text: str) -> Restored:
        return Restored(text=text, undone=(), cost=0.0)


async def test_without_the_deobfuscator_disguises_get_through() -> None:
    """If this fails, undoing disguises no longer earns its keep, or was taken out."""
    blind = guard("strict", Detector.load(restorer=Nothing()))
    disguised = [case for case in CASES if case["id"] in ("attack-pinyin", "attack-split")]
    texts = ["你 就 是 个 傻 逼", "你這個賤人，臭婊子", "死j佬滚", "你个fw，去si吧", "臭女表子"]
    seeing = [stops(await STRICT.review(Side.USER, Content(text=t), EMPTY)) for t in texts]
    unseeing = [stops(await blind.review(Side.USER, Content(text=t), EMPTY)) for t in texts]
    assert all([stops(await verdict(case, STRICT)) for case in disguised])
    assert sum(seeing) > sum(unseeing)


class Opinion:
    def __init__(self, toxic: bool) -> None:
        self.answer, self.asked = toxic, 0

    async def toxic(self, meant: str) -> bool:
        del meant
        self.asked += 1
        return self.answer


async def test_a_second_opinion_is_asked_only_where_the_model_is_unsure() -> None:
    no = Opinion(False)
    doubting = guard("strict", opinion=no)
    assert stops(await doubting.review(Side.USER, Content(text="你就是个傻逼，去死吧"), EMPTY))
    assert isinstance(await doubting.review(Side.USER, Content(text="今天天气真好"), EMPTY), Allow)
    assert no.asked == 0, "both were clear"


async def test_where_the_model_is_unsure_the_second_opinion_decides() -> None:
    unsure = next(text for text in ("你真是个怪胎", "这人真恶心", "你有病吧") if _unsure(text))
    for toxic in (False, True):
        opinion = Opinion(toxic)
        verdict = (
            await guard("strict").asking(opinion).review(Side.USER, Content(text=unsure), EMPTY)
        )
        assert opinion.asked == 1
        assert stops(verdict) is toxic
        assert ("doubted_by_second_opinion" in verdict.labels) is not toxic


def _unsure(text: str) -> bool:
    rates = DETECTOR.model.card.thresholds
    return rates["0.02"] < DETECTOR.probability(text) <= rates["0.005"]


@pytest.mark.parametrize(
    "text",
    ["", "   \n\t", "😀" * 50, "\ud800", "\u202e\u200b", "a你б🈶１", "\x00", "，。！", "?" * 500],
)
async def test_odd_text_has_a_clean_verdict(text: str) -> None:
    assert isinstance(await STRICT.review(Side.USER, Content(text=text), EMPTY), Allow)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=()), max_size=200), st.sampled_from(Side))
def test_any_text_has_a_verdict(text: str, side: Side) -> None:
    found = asyncio.run(STRICT.review(side, Content(text=text), EMPTY))
    assert isinstance(found, Allow | Rewrite | Block)


async def test_it_reads_with_meaning_where_that_is_asked_for() -> None:
    """As `build_guards` makes it: off the event loop, with thresholds of its own."""
    deep = reading_with(ToxicityGuard.load("strict"), None, meaning=True)
    rulings = await screen([deep], Side.USER, Content(text="你就是个废物"), EMPTY, patience=30)
    assert stops(rulings[0][1])
    rulings = await screen([deep], Side.USER, Content(text="今天下雨了"), EMPTY, patience=30)
    assert isinstance(rulings[0][1], Allow)


def test_a_model_that_is_not_there_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a model"):
        reading_with(ToxicityGuard.load("strict"), tmp_path, meaning=False)
    bare = json.loads((Path(str(shipped())) / "card.json").read_text(encoding="utf-8"))
    (tmp_path / "card.json").write_text(json.dumps({**bare, "meaning": None}), encoding="utf-8")
    with pytest.raises(DataError, match=r"weights\.bin is missing"):
        reading_with(ToxicityGuard.load("strict"), tmp_path, meaning=False)
    (tmp_path / "weights.bin").touch()
    with pytest.raises(SettingsError, match="without an encoder"):
        reading_with(ToxicityGuard.load("strict"), tmp_path, meaning=True)
    (tmp_path / "card.json").write_text(json.dumps(bare), encoding="utf-8")
    with pytest.raises(DataError, match=r"meaning\.npz is missing"):
        reading_with(ToxicityGuard.load("strict"), tmp_path, meaning=True)
    other = {**bare["meaning"], "encoder": "another"}
    (tmp_path / "card.json").write_text(json.dumps({**bare, "meaning": other}), encoding="utf-8")
    with pytest.raises(SettingsError, match="was trained with the encoder another"):
        reading_with(ToxicityGuard.load("strict"), tmp_path, meaning=True)
    crisis = GUARDS["crisis"]()
    assert reading_with(crisis, tmp_path, meaning=True) is crisis


async def test_the_catalog_has_both_policies_and_the_chain_runs_them() -> None:
    found = GUARDS["toxicity"]()
    rulings = await screen([found], Side.USER, Content(text="你好"), EMPTY, patience=30)
    assert [(name, v.kind) for name, v in rulings] == [("toxicity", "allow")]
    assert GUARDS["toxicity_care"]().name == "toxicity_care"
