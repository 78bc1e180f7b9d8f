"""A small folder in the layout of ToxiBenchCN, with sentences of our own."""

import json
from pathlib import Path

from safety.chinese.perturb import Kind, Perturber
from safety.chinese.toxicity.lexicon import Lexicon

FRAMES = ("你就是个{0}", "真是个{0}，看着就烦", "一群{0}", "别理那个{0}", "{0}滚远点")
ORDINARY = (
    "今天{0}下雨，记得带伞",
    "我们{0}去吃面吧",
    "昨天{0}看了一部电影",
    "{0}的花开得真好",
    "有没有人{0}一起打球",
)
WHEN = ("上午", "下午", "晚上", "周末", "放学后", "下班后", "明天", "后天", "月底", "年底")


def write_cntp(folder: Path, words: int = 40) -> Path:
    """`words` times five toxic sentences with their disguises, and 50 ordinary ones."""
    folder.mkdir(exist_ok=True)
    perturber = Perturber.load()
    strong = [word for group in Lexicon.load().groups for word in group.strong][:words]
    toxic = [(frame.format(word), word) for word in strong for frame in FRAMES]
    ordinary = [frame.format(when) for when in WHEN for frame in ORDINARY]
    base = [
        {"sentence_id": n, "original_text": text, "is_toxic": True, "toxic_entity": [word]}
        for n, (text, word) in enumerate(toxic)
    ]
    write(folder / "toxic_base.jsonl", base)
    write(
        folder / "non_toxic_base.jsonl",
        [
            {"sentence_id": 10_000 + n, "original_text": text, "is_toxic": False}
            for n, text in enumerate(ordinary)
        ],
    )
    for kind in Kind:
        rows = []
        for row, (text, word) in zip(base, toxic, strict=True):
            at = text.index(word)
            done = perturber.perturb(text, kind, seed=1, spans=[(at, at + len(word))])
            rows.append({**row, "perturbed_text": done.text})
        write(folder / f"{kind}.jsonl", rows)
    return folder


def write(file: Path, rows: list[dict[str, object]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
