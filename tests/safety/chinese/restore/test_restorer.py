"""The restorer: undoes what the perturber does, leaves ordinary text alone, bears any input."""

import gc
import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safety.chinese.perturb import Kind, Perturber
from safety.chinese.restore import Restored, Restorer

SENTENCES = [
    json.loads(line)
    for line in Path(__file__).with_name("sentences.jsonl").read_text("utf-8").splitlines()
]
FLOORS = {
    Kind.VSIM: 0.55,
    Kind.SPLIT: 0.90,
    Kind.TRAD: 0.97,
    Kind.PY_INIT: 0.50,
    Kind.PY_FULL: 0.80,
    Kind.HOMO: 0.80,
    Kind.SHUFFLE: 0.45,
    Kind.EMOJI: 0.65,
}
"""Share of hidden words that must stand again, below what was measured when this was written."""


@pytest.fixture(scope="module")
def perturber() -> Perturber:
    return Perturber.load()


@pytest.mark.parametrize("kind", Kind)
def test_hidden_words_come_back(restorer: Restorer, perturber: Perturber, kind: Kind) -> None:
    hidden = back = 0
    for line in SENTENCES:
        text, words = line["text"], line["hidden"]
        spans = [(text.index(word), text.index(word) + len(word)) for word in words]
        for seed in range(3):
            disguised = perturber.perturb(text, kind, seed=seed, spans=spans).text
            reading = restorer.restore(disguised).text
            lost = [word for word in words if word not in disguised]
            hidden, back = hidden + len(lost), back + sum(word in reading for word in lost)
    assert hidden > 50
    assert back / hidden >= FLOORS[kind], f"{back} of {hidden}"


def test_sentences_that_nobody_disguised_stay(restorer: Restorer) -> None:
    for line in SENTENCES:
        assert restorer.restore(line["text"]).text == line["text"]


@pytest.mark.parametrize(
    "text",
    [
        "我今天很难过，不知道该怎么办。",
        "最近总是睡不着，吃了药也没有用",
        "妈妈说我应该去看看医生😂",
        "I feel sad today, 你呢？",
        "下午3点在B座5楼见，记得带身份证",
        "Hello, how are you? He can go to the long fan.",
        "我和女朋友在海淀区的咖啡馆见面",
        "奥本海默的传记写得很好",
        "好的！👍",
    ],
)
def test_ordinary_text_stays(restorer: Restorer, text: str) -> None:
    assert restorer.restore(text) == Restored(
        text=text, undone=(), cost=restorer.restore(text).cost
    )


def test_traditional_text_is_only_simplified(restorer: Restorer) -> None:
    reading = restorer.restore("你今天過得還好嗎？我很擔心你。")
    assert reading.text == "你今天过得还好吗？我很担心你。"
    assert {one.kind for one in reading.undone} == {Kind.TRAD}


@pytest.mark.parametrize(
    ("text", "meant", "kind"),
    [
        ("你真是个sha bi", "你真是个傻逼", Kind.PY_FULL),
        ("txl都去死", "同性恋都去死", Kind.PY_INIT),
        ("同⭐恋都去死", "同性恋都去死", Kind.EMOJI),
        ("你真讠寸厌", "你真讨厌", Kind.SPLIT),
        ("你真討厭", "你真讨厌", Kind.TRAD),
        ("这也的女太浅肤了", "这女的也太肤浅了", Kind.SHUFFLE),
        ("这种拉及人", "这种垃圾人", Kind.HOMO),
        ("你这个傻\u200b逼", "你这个傻逼", "invisible"),
        ("你这个傻*逼", "你这个傻逼", "separator"),
        ("你就是个傻8，滚", "你就是个傻逼，滚", "leet"),
        ("Ｋ歌很好", "K歌很好", "width"),
        ("我是⼥人", "我是女人", Kind.VSIM),
    ],
)
def test_one_of_each(restorer: Restorer, text: str, meant: str, kind: str) -> None:
    readings = restorer.candidates(text)
    assert meant in [reading.text for reading in readings]
    if kind not in ("leet", "width"):
        assert readings[0].text == meant
    assert kind in [one.kind for reading in readings for one in reading.undone]


def test_spans_are_of_the_original_and_cover_the_change(restorer: Restorer) -> None:
    text = "你真\u200b是個sha bi，拉及"
    reading = restorer.restore(text)
    said, at = "", 0
    for one in reading.undone:
        assert text[one.start : one.end] == one.before
        assert one.start >= at
        said += text[at : one.start] + one.after
        at = one.end
    assert said + text[at:] == reading.text == "你真是个傻逼，垃圾"


def test_the_text_as_it_stands_is_a_candidate(restorer: Restorer) -> None:
    for text in ("同⭐恋", "你好", "", "sha bi"):
        for n in (1, 2, 3):
            readings = restorer.candidates(text, n)
            assert len(readings) <= n
            assert any(r.text == text and not r.undone for r in readings)
    best, *_ = restorer.candidates("你真是个sha bi", 2)
    assert best == restorer.restore("你真是个sha bi")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t \r\n",
        "😀😀😀",
        "\ud800",
        "a\udfff我",
        "👨‍👩‍👧‍👦",
        "0️⃣",
        "\u200b" * 9,
        "漢字かな한글",
    ],
)
def test_odd_input_has_a_reading(restorer: Restorer, text: str) -> None:
    assert isinstance(restorer.restore(text).text, str)


def test_joined_emoji_stay_whole(restorer: Restorer) -> None:
    assert restorer.restore("👨‍👩‍👧‍👦❤️").text == "👨‍👩‍👧‍👦❤️"


ALPHABET = st.sampled_from(
    "傻逼犭者女子是不了同性恋讠寸她8 *.ab⭐🐶👨️\u200d\u200b。，shabinx\ud800繁體ａ⼥"
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=80), st.text(alphabet=ALPHABET, max_size=60)))
def test_any_text_is_read_within_bounds(restorer: Restorer, text: str) -> None:
    reading = restorer.restore(text)
    assert len(reading.text) <= 4 * len(text)
    assert all(a.end <= b.start for a, b in zip(reading.undone, reading.undone[1:], strict=False))
    assert reading == restorer.restore(text)


def test_a_reading_is_settled_soon(restorer: Restorer, perturber: Perturber) -> None:
    """A second look may find more, as the first made the context clearer; a third finds no more."""
    again = 0
    for line in SENTENCES:
        once = restorer.restore(perturber.perturb(line["text"], Kind.HOMO, seed=1).text).text
        twice = restorer.restore(once).text
        again += once != twice
        assert restorer.restore(twice).text == restorer.restore(restorer.restore(twice).text).text
    assert again <= len(SENTENCES) // 4


@pytest.mark.parametrize(
    "unit", ["我", "其是", "shabi", "a", "a ", "🐶", "犭者", "*我", "8我", "匙汝旳", "。"]
)
def test_time_is_linear_in_the_text(restorer: Restorer, unit: str) -> None:
    def work(size: int) -> float:
        text = unit * (size // len(unit))
        begun = time.process_time()
        restorer.restore(text)
        return time.process_time() - begun

    gc.collect()
    gc.disable()  # a full collection takes longer than what is measured here
    try:
        work(500)
        short, long = min(work(1_000) for _ in range(2)), work(8_000)
    finally:
        gc.enable()
    assert long < 8 * 3 * max(short, 0.002)


def test_a_megabyte_is_read(restorer: Restorer) -> None:
    sentence = "我今天很难过，不知道该怎么办。\n"
    text = sentence * 500 + "a" * 800_000 + " \n。😀" * 20_000
    assert len(text.encode()) > 1_000_000
    assert restorer.restore(text).text == text
