"""The looking process by itself: what it answers, and that it goes to rest."""

import io
import json
import subprocess
import sys

import pytest

from safety.multimodal.tier1.child import LENGTH, _exactly, _number

ENDS_SOON = "import safety.multimodal.tier1.child as child; child.IDLE_S = 0.2; child.main()"


def test_lengths_come_before_what_they_measure() -> None:
    source = io.BytesIO(LENGTH.pack(3) + b"abcd")
    assert _number(source) == 3
    assert _exactly(source, 3) == b"abc"
    assert _exactly(source, 9) == b"d"
    assert _number(source) is None


def test_it_answers_a_line_and_ends_when_nobody_asks() -> None:
    pytest.importorskip("rapidocr", reason="the extra `images` is not installed")
    asked = LENGTH.pack(1) + LENGTH.pack(5) + b"wrong"
    with subprocess.Popen(
        [sys.executable, "-c", ENDS_SOON], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(asked)
        child.stdin.flush()
        assert child.stdout.readline() == b"ready\n"
        assert json.loads(child.stdout.readline()) == {"failed": "UnidentifiedImageError"}
        assert child.wait(10) == 0, "nobody closed its input; it went by itself"
