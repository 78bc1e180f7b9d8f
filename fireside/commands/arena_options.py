"""Options that the commands of `fireside arena` share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kernel.events import Language

Out = Annotated[Path, typer.Option(help="Folder of the run.")]
Bots = Annotated[
    str, typer.Option(help="By commas: BOT, vanilla:MODEL or prompted:MODEL; NAME= before it.")
]
Clients = Annotated[int | None, typer.Option(min=1, help="People; each meets all bots. 20.")]
Rounds = Annotated[int | None, typer.Option(min=1, max=200, help="Of a match at most. 25.")]
Judges = Annotated[
    list[str] | None, typer.Option(help="`rules`, `none` or a model; may be given again.")
]
Repeats = Annotated[int | None, typer.Option(min=1, help="Times that each judge judges. 1.")]
People = Annotated[str | None, typer.Option(help="`scripted`, or a model that plays them.")]
Model = Annotated[str | None, typer.Option(help="Model of the bots' service. none.")]
Seed = Annotated[int | None, typer.Option(help="The same seed asks the same.")]
First = Annotated[int | None, typer.Option(min=0, help="Pass over so many people.")]
Lang = Annotated[Language | None, typer.Option(help="Only zh or only en.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")]
On = Annotated[Literal["local", "ray"], typer.Option(help="Where matches are played.")]
Processes = Annotated[
    int, typer.Option("--processes", min=1, max=64, help="Each with its own service.")
]
AtOnce = Annotated[int, typer.Option(min=1, max=256, help="Matches at once in a process.")]
Url = Annotated[str, typer.Option(help="A service that runs already.")]
BotsDir = Annotated[Path | None, typer.Option(help="A folder with more bots.")]
HiddenShare = Annotated[str, typer.Option(hidden=True)]
