"""How single things are written in a page: text that may be hostile, times, numbers.

Autoescaping keeps text from becoming markup; this keeps it from changing how other text reads.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\ud800-\\udfff\\ufffe\\uffff]"
)
"""Controls, marks and overrides of direction (Unicode TR 9; CVE-2021-42574), lone surrogates, which
UTF-8 cannot hold, and noncharacters."""


def seen(text: str) -> str:
    """The text with everything that works unseen spelled out, as `⟦U+202E⟧`: evidence is shown as
    it is, and does nothing."""
    return _UNSEEN.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text.replace("\r\n", "\n"))


def moment(at: int, zone: tzinfo | None) -> datetime | None:
    """The time of an entry (milliseconds since the epoch), or none if no calendar holds it.

    A zone of none is the machine's own.
    """
    try:
        return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return None


def day(at: int, zone: tzinfo | None) -> str:
    when = moment(at, zone)
    return when.strftime("%Y-%m-%d") if when else str(at)


def clock(at: int, zone: tzinfo | None) -> str:
    when = moment(at, zone)
    return when.strftime("%H:%M:%S") if when else str(at)


def zone_name(at: int, zone: tzinfo | None) -> str:
    """`UTC+08:00`; plain `UTC` where that is the zone."""
    when = moment(at, zone) or _EPOCH.astimezone(zone)
    offset = when.strftime("%z")
    return "UTC" if offset in ("", "+0000") else f"UTC{offset[:3]}:{offset[3:5]}"


def number(value: float) -> str:
    """At most three decimals, none that say nothing."""
    if isinstance(value, int):
        return str(value)
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"
