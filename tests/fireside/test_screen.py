"""What the terminal shows of every kind of frame."""

from collections.abc import AsyncIterator
from io import StringIO

import pytest
from rich.console import Console

from channels.wire.messages import (
    Completed,
    CompletedData,
    Created,
    CreatedData,
    Delta,
    DeltaData,
    Retracted,
    RetractedData,
    Snapshot,
    SnapshotData,
)
from channels.wire.server import (
    ServerFrame,
    Transferred,
    TransferredData,
    TurnEnd,
    TurnEndData,
)
from fireside.commands.screen import Screen, words_in
from kernel.events import Language, Notice, Outcome

CREATED = Created(conv="c", d=CreatedData(mid="m"))


def delta(i: int, text: str) -> Delta:
    return Delta(conv="c", d=DeltaData(mid="m", i=i, text=text))


def completed(text: str, notice: Notice | None = None) -> Completed:
    return Completed(conv="c", seq=1, ts=1, d=CompletedData(mid="m", text=text, notice=notice))


def ended(outcome: Outcome) -> TurnEnd:
    return TurnEnd(conv="c", seq=2, ts=1, d=TurnEndData(message="m", outcome=outcome))


async def shown(*frames: ServerFrame, language: Language = Language.EN) -> str:
    async def stream() -> AsyncIterator[ServerFrame]:
        for frame in frames:
            yield frame

    console = Console(file=StringIO(), width=60)
    await Screen(console, "echo", words_in(language)).show(stream())
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("frames", "lines"),
    [
        ((CREATED, delta(0, "One. "), delta(1, "Two."), completed("One. Two.")), ["One. Two."]),
        ((CREATED, completed("At once.")), ["At once."]),
        # after a reconnect: what stands there already is not said again
        (
            (
                delta(0, "One. "),
                Snapshot(conv="c", d=SnapshotData(mid="m", i=1, text="One. Two. ")),
                completed("One. Two. Three."),
            ),
            ["One. Two. Three."],
        ),
        # another worker begins anew and says something else
        ((delta(0, "Lost. "), CREATED, completed("Found.")), ["Lost. ", "Found."]),
    ],
)
async def test_a_message_stands_there_once(
    frames: tuple[ServerFrame, ...], lines: list[str]
) -> None:
    assert await shown(*frames) == "".join(f"echo (AI) {line}\n" for line in lines)


async def test_what_was_taken_back_and_what_was_stopped_is_said() -> None:
    retracted = Retracted(conv="c", d=RetractedData(mid="m"))
    assert await shown(delta(0, "Oh. "), retracted) == "echo (AI) Oh. \n(taken back)\n"
    stopped = await shown(delta(0, "然后"), ended(Outcome.CANCELLED), language=Language.ZH)
    assert stopped.splitlines()[-1] == "（已停止）"


async def test_helplines_stand_in_a_box() -> None:
    text = await shown(completed("Call 988.", Notice.CRISIS))
    assert "╭" in text
    assert "Call 988." in text


async def test_words_are_not_markup() -> None:
    odd = "[bold]not bold[/bold] [/red] :smile: a[0]"
    assert await shown(completed(odd)) == f"echo (AI) {odd}\n"


def test_both_languages_say_the_same_things() -> None:
    assert words_in(Language.EN).keys() == words_in(Language.ZH).keys()


async def test_another_bot_speaks_under_its_own_name() -> None:
    moved = Transferred(conv="c", seq=3, ts=1, d=TransferredData(bot="interview"))
    text = await shown(completed("First me."), moved, completed("Then me."))
    assert "echo (AI) First me." in text
    assert "interview (AI) Then me." in text
