"""Writes a training set for a judge of words and pictures, for LLaMA-Factory and for trl.

Records with an `output` teach the analysis too, in the order in which ShieldVLM was trained;
others teach the answer alone. No licence is checked here: that is the trainer's duty.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from kernel.events import Language
from safety.multimodal.bench.measure import language_of
from safety.multimodal.bench.records import Record
from safety.multimodal.tier2.asking import Order, Questions

NAME = "image_text_guard"
RECIPE = "recipe.yaml"


@dataclass(frozen=True, slots=True)
class Written:
    """How many examples were written, and how many of them carry an analysis."""

    examples: int
    analysed: int


def write_sft(records: Sequence[Record], out: Path) -> Written:
    """`NAME.json` with `dataset_info.json` and `recipe.yaml` for LLaMA-Factory, `trl.jsonl`."""
    out.mkdir(parents=True, exist_ok=True)
    questions = Questions.load()
    factory, trl = [], []
    for record in records:
        system, asked = _asked(questions, record)
        image, answer = str(record.image.resolve()), target(record)
        factory.append(
            {
                "messages": [
                    {"role": "system", "content": system},
                    {"role": "user", "content": f"<image>{asked}"},
                    {"role": "assistant", "content": answer},
                ],
                "images": [image],
            }
        )
        trl.append({"messages": [*_spoken(system, asked, answer)], "images": [image]})
    (out / f"{NAME}.json").write_text(_json(factory), encoding="utf-8")
    (out / "dataset_info.json").write_text(_json({NAME: _columns()}), encoding="utf-8")
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in trl]
    (out / "trl.jsonl").write_text("".join(lines), encoding="utf-8")
    recipe = files("safety.multimodal.training").joinpath(RECIPE).read_text(encoding="utf-8")
    (out / RECIPE).write_text(recipe, encoding="utf-8")
    return Written(len(records), sum(record.output is not None for record in records))


def target(record: Record) -> str:
    """What the judge should write."""
    if record.output is not None:
        return record.output
    answer = "safe" if record.risk is None else "unsafe"
    return f"\\[Answer]{answer}\n[Risk Type]{record.risk or 'none'}"


def _asked(questions: Questions, record: Record) -> tuple[str, str]:
    language: Language = language_of(record.text)
    system, user = questions.ask(
        record.task, Order.LAST, language, text=record.text, answer=record.answer, pictures=()
    )
    return system.text, user.text


def _spoken(system: str, asked: str, answer: str) -> Iterator[dict[str, Any]]:
    """As trl's SFTTrainer reads vision data: the picture is a part of the user's content."""
    yield {"role": "system", "content": [{"type": "text", "text": system}]}
    yield {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": asked}]}
    yield {"role": "assistant", "content": [{"type": "text", "text": answer}]}


def _columns() -> dict[str, Any]:
    tags = {"role_tag": "role", "content_tag": "content"}
    roles = {"user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}
    return {
        "file_name": f"{NAME}.json",
        "formatting": "sharegpt",
        "columns": {"messages": "messages", "images": "images"},
        "tags": tags | roles,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
