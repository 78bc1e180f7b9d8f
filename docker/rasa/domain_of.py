"""Writes project/domain.yml: the desk's words in Rasa's form, so that both desks say the same.

python docker/rasa/domain_of.py bots/frontdesk/desk.yaml > docker/rasa/project/domain.yml
"""

import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOMS = ("counsellor", "restructuring", "interview")
ASKED = ("consent", "adult", "safe")
TOLD = {
    "ask_consent": {"asking": "consent"},
    "ask_adult": {"asking": "adult"},
    "ask_safe": {"asking": "safe"},
    "ask_wish": {"asking": "wish"},
    "minor": {"facts": {"adult": False}},
    "goodbye": {"close": "person"},
    "crisis": {"crisis": "moderate"},
    **{f"to_{room}": {"transfer": room} for room in ROOMS},
}
"""What Fireside is told beside the words of a saying."""


def response(texts: dict[str, str], told: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Chinese where the slot says so, else English."""
    beside = {"custom": {"fireside": told}} if told else {}
    chinese = [{"type": "slot", "name": "language", "value": "zh"}]
    return [
        {"condition": chinese, "text": texts["zh"], **beside},
        {"text": texts["en"], **beside},
    ]


def domain(desk: dict[str, Any]) -> dict[str, Any]:
    frame = yaml.safe_load((HERE / "frame.yml").read_text(encoding="utf-8"))
    say = desk["say"] | frame.pop("words")
    said = {f"utter_{name}": response(texts, TOLD.get(name)) for name, texts in say.items()}
    del said["utter_after_crisis"]  # Fireside's own move; Rasa never sees that turn
    for name in ASKED:  # as the form looks for them
        said[f"utter_ask_desk_form_{name}"] = said.pop(f"utter_ask_{name}")
    return {**frame, "responses": said}


if __name__ == "__main__":
    made = domain(yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(
        "# Made by domain_of.py from frame.yml and the bot's desk.yaml; do not edit.\n"
    )
    yaml.safe_dump(made, sys.stdout, allow_unicode=True, sort_keys=False, width=1000)
