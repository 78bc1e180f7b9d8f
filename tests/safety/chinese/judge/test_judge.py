"""The judge: its prompts and examples as data, what it asks, what it makes of answers."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from adapters.models.scripted import ScriptedModel
from kernel.errors import ModelRubbish, ModelUnavailable
from kernel.events import Language
from kernel.ports import Ask
from safety.chinese.bench.data import Benign, Corpus, Toxic
from safety.chinese.bench.measure import gather, sampled
from safety.chinese.judge.judge import SCHEMA, Judge, load_shots
from safety.chinese.judge.score import judged, texts_of
from safety.chinese.perturb import Kind


class Says:
    """Answers by a rule, and remembers what it was asked."""

    name = "says"

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asks: list[Ask] = []

    async def stream(self, ask: Ask) -> AsyncGenerator[str, None]:
        yield str(ask)

    async def value(self, ask: Ask, schema: dict[str, Any]) -> Any:
        assert schema == SCHEMA
        self.asks.append(ask)
        return self.answer(ask.messages[-1].text) if callable(self.answer) else self.answer


@pytest.mark.parametrize("language", Language)
async def test_the_instruction_comes_first_and_the_sentence_last(language: Language) -> None:
    model = Says({"toxic": True})
    assert await Judge.load(model, language).toxic("你好")
    (ask,) = model.asks
    assert [message.role for message in ask.messages] == ["system", "user"]
    assert ask.messages[-1].text == "你好"
    assert ask.temperature == 0.0
    assert '{"toxic": true}' in ask.messages[0].text


async def test_examples_of_both_classes_stand_between() -> None:
    model = Says({"toxic": False})
    assert not await Judge.load(model, Language.ZH, shots=True).toxic("你好")
    shots = load_shots()
    assert len(model.asks[0].messages) == 2 + 2 * len(shots)
    assert len(shots) == 10
    assert sum(shot.toxic for shot in shots) == 5


@pytest.mark.parametrize("answer", [None, [], {}, {"toxic": "yes"}, {"toxic": 1}])
async def test_rubbish_is_no_verdict(answer: object) -> None:
    with pytest.raises(ModelRubbish):
        await Judge.load(Says(answer), Language.ZH).toxic("你好")


async def test_a_model_that_is_down_says_so() -> None:
    with pytest.raises(ModelUnavailable):
        await Judge.load(ScriptedModel.load(fault="down"), Language.EN).toxic("你好")


async def test_it_is_counted_like_any_other_model() -> None:
    corpus = Corpus(
        toxic=(Toxic(id=1, text="坏话", entities=(), disguised={Kind.HOMO: "怀话"}),),
        benign=tuple(Benign(id=n, text=f"第{n}句好话") for n in range(30)),
    )
    material = sampled(gather(corpus, [each.text for each in corpus.benign], {}), 5, seed=1)
    judge = Judge.load(Says(lambda text: {"toxic": "坏" in text}), Language.ZH)
    bare = await judged(judge, "bare", material, str)
    assert (bare.base.share, bare.per_kind["homo"].share, bare.fpr.share) == (1.0, 0.0, 0.0)
    helped = await judged(judge, "helped", material, lambda text: text.replace("怀", "坏"))
    assert helped.per_kind["homo"].share == 1.0
    failing = Judge.load(ScriptedModel.load(fault="rubbish"), Language.ZH)
    assert "failed" in (await judged(failing, "none", material, str)).variant


async def test_only_some_disguises_can_be_asked_about_and_every_text_is_counted() -> None:
    disguised = {Kind.HOMO: "怀话", Kind.SPLIT: "土不话"}
    corpus = Corpus(
        toxic=(Toxic(id=1, text="坏话", entities=(), disguised=disguised),),
        benign=tuple(Benign(id=n, text=f"第{n}句好话") for n in range(30)),
    )
    made = gather(corpus, [each.text for each in corpus.benign], {})
    material = sampled(made, 5, seed=1, kinds=(Kind.SPLIT,))
    model, done = Says({"toxic": True}), []
    judge = Judge.load(model, Language.ZH)
    found = await judged(judge, "all", material, lambda _: "坏话", lambda: done.append(1))
    assert len(done) == len(texts_of(material))
    assert len(model.asks) == 1, "the same words are asked about once"
    assert (found.per_kind["homo"].n, found.per_kind["split"].share) == (0, 1.0)
    assert found.recovery.average == 1.0, "a kind that was not asked is no zero"
    assert not material.held_disguised["homo"]
