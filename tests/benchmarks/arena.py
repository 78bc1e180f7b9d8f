"""`python -m tests.benchmarks.arena`: matches over real websockets, how many and how fast.

Runs `fireside arena run` as its user does, with the scripted model behind the bot, scripted people
and the judge that counts words. First the speed of one and of two processes, in turns on the same
orders; then, with `--matches`, one long run. Writes build/arena-bench.json.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.processes.service import ROOT

OUT = ROOT / "build" / "arena-bench.json"
BOT = "counsellor"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--matches", type=int, default=0, help="of the long run")
    asked.add_argument("--short", type=int, default=60, help="matches of a run that is compared")
    asked.add_argument("--times", type=int, default=3, help="runs of each kind")
    asked.add_argument("--at-once", type=int, default=16)
    options = asked.parse_args()
    figures: dict[str, Any] = {"cores": os.cpu_count(), "load_before": os.getloadavg()[0]}
    one, two = [], []
    for seed in range(options.times):
        one.append(run(options.short, 1, options.at_once, seed))
        two.append(run(options.short, 2, options.at_once, seed))
        say("1 process", one[-1])
        say("2 processes", two[-1])
    if one:
        figures["one_process"], figures["two_processes"] = one, two
        ratios = [b["per_minute"] / a["per_minute"] for a, b in zip(one, two, strict=True)]
        figures["scaling_1_to_2"] = median(ratios)
    if options.matches:
        figures["long"] = run(options.matches, 2, options.at_once, seed=7)
        say("long", figures["long"])
    figures["load_after"] = os.getloadavg()[0]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"scaling {figures.get('scaling_1_to_2', 0):.2f}; written to {OUT.relative_to(ROOT)}")


def run(matches: int, processes: int, at_once: int, seed: int) -> dict[str, float]:
    """Figures of one run; `cpu_s` is that of all its processes but the store."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        what = f"-m fireside arena run --bots {BOT} --model scripted --rounds 25".split()
        what += f"--clients {matches} --seed {seed} --at-once {at_once}".split()
        what += ["--processes", str(processes), "--out", str(out)]
        before, began = os.times(), time.monotonic()
        subprocess.run(
            [sys.executable, *what],
            cwd=ROOT,
            check=True,
            stderr=subprocess.DEVNULL,
        )
        wall_s, after = time.monotonic() - began, os.times()
        found = json.loads((out / "summary.json").read_text())
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return {
        "matches": found["matches"],
        "valid": found["valid"],
        "turns": found["turns"],
        "per_minute": found["dialogues_per_minute"],
        "turns_per_second": found["turns"] * found["dialogues_per_minute"] / found["matches"] / 60,
        "overhead_ms_per_turn": found["overhead_ms_per_turn"],
        "wall_s": round(wall_s, 1),
        "cpu_s": round(used, 1),
    }


def say(kind: str, figures: dict[str, float]) -> None:
    print(kind, ", ".join(f"{name} {value:g}" for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
