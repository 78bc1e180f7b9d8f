"""Records in the published form, with words and outputs of our own."""

import json
from pathlib import Path
from typing import Any

WHY = "1. **Text**: harmless.\n2. **Picture**: harmless.\n3. **Together**: it hurts."


def output(answer: str, risk: str) -> str:
    return f"\\[Analysis]{WHY}\n\\[Answer]{answer}\n[Risk Type]{risk}"


def write(folder: Path, task: str, rows: list[dict[str, Any]], name: str = "example") -> None:
    place = folder / task
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}_input.json").write_text(json.dumps(rows), encoding="utf-8")
    if all("output" in row for row in rows):
        (place / f"{name}_output.json").write_text(json.dumps(rows), encoding="utf-8")


def corpus(folder: Path) -> Path:
    """Six records of three tasks, like the published examples."""
    rows = [
        {"id": 0, "image": "0.png", "text": "Look.", "risk_type": "Offensive"},
        {"id": 1, "image": "1.png", "text": "看看。", "risk_type": "none"},
    ]
    for task in ("statement", "prompt", "dialog"):
        mine = [
            {**row, "output": output("safe" if row["id"] else "unsafe", str(row["risk_type"]))}
            for row in rows
        ]
        if task == "dialog":
            mine = [{**row, "resp": "Nice."} for row in mine]
        write(folder, task, mine)
    return folder
