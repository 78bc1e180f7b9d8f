"""The blend of two scores: each helps where the other is blind; disguised copies share folds."""

from safety.chinese.encoder import Encoder
from safety.chinese.toxicity.signs import SIGNS
from safety.chinese.training.blending import blended
from safety.chinese.training.examples import Example
from safety.chinese.training.fit import fold_of

ATTACKS = ("你真是个废物", "滚出去吧", "看见你就恶心", "你脑子有病", "没人要的东西", "去死吧你")
ORDINARY = ("今天天气真好", "一起去吃面吧", "电影很好看", "明天要开会", "花开得真美", "晚上去打球")


def test_what_n_grams_miss_the_encoder_finds() -> None:
    examples = [
        Example(text=f"{text}{n}", toxic=toxic, origin=f"{text}{n}")
        for toxic, texts in ((True, ATTACKS), (False, ORDINARY))
        for text in texts
        for n in range(8)
    ]
    meant = [each.text for each in examples]
    blind = [0.0] * len(examples)
    marks = [(0.0,) * len(SIGNS)] * len(examples)
    found = blended(examples, meant, marks, blind, Encoder.load(), fold_of, seed=1)
    assert len(found.blend) == len(SIGNS) + 3
    assert abs(found.blend[0]) < 1e-6 < found.blend[1]
    right = [
        (logit > 0) == each.toxic for logit, each in zip(found.held_out, examples, strict=True)
    ]
    assert sum(right) / len(right) > 0.9
