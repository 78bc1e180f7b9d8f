"""The process that opens strangers' pictures: bytes in on stdin, a picture or a refusal on stdout.

It limits its own memory and processor time before it imports a decoder, and it lives for one
upload: what a crafted file could do to it ends with it.
"""

import json
import resource
import sys
from typing import Any

MEMORY = 768 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 10
"""Of processor time."""


def limit() -> None:
    """From here on this process gets no more than that, no core dump and no file to write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Answers with one line of JSON, then the picture."""
    limit()
    from safety.multimodal.uploads.cleaning import (  # noqa: PLC0415 - after the limits
        MAX_BYTES,
        Refused,
        clean,
    )

    said: dict[str, Any]
    picture = b""
    try:
        made = clean(sys.stdin.buffer.read(MAX_BYTES + 1))
        said, picture = {"width": made.width, "height": made.height}, made.data
    except Refused as refused:
        said = {"refused": refused.why}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + picture)


if __name__ == "__main__":
    main()
