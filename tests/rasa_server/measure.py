"""How well the front desk's NLU tells what people want, on sentences that it was not trained on.

    python -m tests.rasa_server.measure

Trains, has Rasa read every sentence of `sentences.jsonl`, and prints the accuracy by language
with Wilson's 95 % interval (Wilson 1927), beside the built-in desk's.
"""

import json
import os
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from kernel.rates import wilson
from policies.frontdesk.book import load_book
from policies.frontdesk.hearing import understand
from tests.processes.service import ROOT
from tests.rasa_server.conftest import HOME, QUIET, rasa

READ = """
import asyncio, sys
from rasa.core.agent import Agent
agent = Agent.load(sys.argv[1])
for line in sys.stdin:
    parsed = asyncio.run(agent.parse_message(line.strip()))
    print("=" + parsed["intent"]["name"])
"""
"""Run by Rasa's own Python."""
SENTENCES = Path(__file__).with_name("sentences.jsonl")
BOOK = load_book(ROOT / "bots" / "frontdesk")
ASKED = {"tell_age": "adult", "affirm": "consent", "deny": "consent"}
"""What is open where such an answer is given."""


def built_in(text: str, intent: str) -> str:
    """The intent that the built-in desk acts on."""
    heard = understand(BOOK, text, asking=ASKED.get(intent, "wish"))
    if heard.request:
        asks = heard.request in ("abilities", "privacy", "machine")
        person = "want_person" if heard.request == "person" else heard.request
        return f"ask_{heard.request}" if asks else person
    if heard.age is not None:
        return "tell_age"
    if heard.wish:
        return f"want_{heard.wish}"
    if heard.answer:
        return "affirm" if heard.answer == "yes" else "deny"
    return "greet" if heard.greeting else "tell_story"


def named_by_rasa(texts: Sequence[str]) -> list[str]:
    """The intent of each, as a model that was just trained names it."""
    with tempfile.TemporaryDirectory() as folder:
        rasa("train", "--domain", "domain.yml", "--data", "data", "--out", folder)
        done = subprocess.run(
            [str(HOME / "bin" / "python"), "-W", "ignore", "-c", READ, folder],
            input="\n".join(texts),
            env={**os.environ, **QUIET},
            capture_output=True,
            text=True,
            check=True,
        )
    return [line.removeprefix("=") for line in done.stdout.splitlines() if line.startswith("=")]


def main() -> None:
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    right: defaultdict[tuple[str, str], int] = defaultdict(int)
    wrong: Counter[str] = Counter()
    for row, named in zip(rows, named_by_rasa([row["text"] for row in rows]), strict=True):
        right["rasa", row["language"]] += named == row["intent"]
        if named != row["intent"]:
            wrong[f"{row['intent']} heard as {named}"] += 1
        if row["intent"] != "urgent":  # the crisis guard's, before the desk hears anything
            heard = built_in(row["text"], row["intent"])
            right["built-in", row["language"]] += heard == row["intent"]
    for (desk, language), count in sorted(right.items()):
        asked = [row for row in rows if row["language"] == language]
        of = len(asked) if desk == "rasa" else sum(row["intent"] != "urgent" for row in asked)
        low, high = wilson(count, of)
        print(f"{desk:9} {language}  {count}/{of} = {count / of:.1%}  [{low:.1%}, {high:.1%}]")
    print("Rasa's mistakes:", ", ".join(f"{what} {n}" for what, n in wrong.most_common()))


if __name__ == "__main__":
    main()
