"""The process that looks at pictures: lengths and JPEGs in, a line of JSON out for each lot.

It says `ready` once its models are loaded, and ends by itself when nobody has asked for a while, so
that its memory is given back.
"""

import json
import os
import select
import struct
import sys
from typing import BinaryIO

IDLE_S = 600
LENGTH = struct.Struct(">I")
"""Of the number of pictures, then of the bytes of each."""
NICENESS = 5
"""Turns of words go first."""


def main() -> None:
    os.nice(NICENESS)
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from safety.multimodal.tier1.engines import Engines  # noqa: PLC0415 - takes two seconds

    engines = Engines()
    print("ready", file=answers, flush=True)
    source = os.fdopen(os.dup(sys.stdin.fileno()), "rb", 0)  # unbuffered: select must see all
    while select.select([source], [], [], IDLE_S)[0]:
        if (count := _number(source)) is None:
            return
        jpegs = [_exactly(source, _number(source) or 0) for _ in range(count)]
        try:
            sights = engines.look(jpegs)
            said = [{"lines": sight.lines, "nudity": sight.nudity} for sight in sights]
            line = json.dumps({"sights": said}, ensure_ascii=False)
        except Exception as error:  # whoever asked must hear that it failed, and go on
            line = json.dumps({"failed": type(error).__name__})
        print(line, file=answers, flush=True)


def _number(source: BinaryIO) -> int | None:
    """None at the end."""
    head = _exactly(source, LENGTH.size)
    return LENGTH.unpack(head)[0] if len(head) == LENGTH.size else None


def _exactly(source: BinaryIO, size: int) -> bytes:
    """So many bytes, or fewer at the end."""
    data = bytearray()
    while len(data) < size and (part := source.read(size - len(data))):
        data += part
    return bytes(data)


if __name__ == "__main__":
    main()
