"""Judges and guards over records, and what was written before."""

from pathlib import Path

import pytest

from kernel.errors import DataError, ModelTimeout
from kernel.events import Language
from kernel.pictures import Picture
from safety.multimodal.bench.measure import first_looked, judged, language_of, reread
from safety.multimodal.bench.records import Record, read_records
from safety.multimodal.taxonomy import Category
from safety.multimodal.tier2.asking import Order
from safety.multimodal.tier2.judge import PairJudge
from tests.fakes import ALLOW_ALL
from tests.safety.multimodal.bench.records_of_ours import corpus, output
from tests.safety.multimodal.test_guard import Model, Seeing, guard


async def clean(upload: bytes) -> Picture:
    return Picture(data=upload, width=9, height=9)


@pytest.fixture
def records(tmp_path: Path) -> list[Record]:
    corpus(tmp_path)
    for image in ("0.png", "1.png"):
        for task in ("statement", "prompt", "dialog"):
            (tmp_path / task / image).write_bytes(b"pixels")
    return read_records(tmp_path)


async def test_a_model_is_asked_about_each(records: list[Record]) -> None:
    model = Model(output("unsafe", "Offensive"))
    judge = PairJudge.load(model)
    found = [each async for each in judged(records, judge, Order.LAST, clean)]
    assert [each.safe for each in found] == [False] * 6
    assert {each.risk for each in found} == {Category.OFFENSIVE}
    assert all(ask.messages[-1].pictures[0].data == b"pixels" for ask in model.asks)
    assert "B: Nice." in model.asks[-1].messages[-1].text


async def test_a_model_that_fails_says_nothing_clear(records: list[Record]) -> None:
    judge = PairJudge.load(Model(ModelTimeout("late")))
    found = [each async for each in judged(records, judge, Order.LAST, clean)]
    assert {each.safe for each in found} == {None}


async def test_the_first_look_is_the_guards_own_verdict(records: list[Record]) -> None:
    found = [each async for each in first_looked(records[:4], guard(Seeing("傻逼")), clean)]
    assert [each.safe for each in found] == [False] * 4
    kind = guard(Seeing("你好"), readers=[ALLOW_ALL])
    assert all([each.safe async for each in first_looked(records, kind, clean)])


def test_what_was_written_before(records: list[Record]) -> None:
    found = reread(records)
    assert [each.safe for each in found if each] == [False, True] * 3
    broken = [records[0].model_copy(update={"output": "it is safe"})]
    assert reread(broken) == [None]
    with pytest.raises(DataError, match="no output"):
        reread([records[0].model_copy(update={"output": None})])


def test_the_language_is_that_of_the_words() -> None:
    assert (language_of("看"), language_of("look")) == (Language.ZH, Language.EN)
