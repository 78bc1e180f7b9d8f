"""The command `fireside`."""

import logging
import sys
from collections.abc import Iterable
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.text import Text

from fireside import __version__
from fireside.commands import chat, conversations, guard, models, sim, up
from kernel.errors import FiresideError

app = typer.Typer(
    name="fireside",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,  # they may hold keys, and words of people
    help="Guarded conversational bots for sensitive fields.",
    epilog="Start here:\n\nfireside up     and open http://localhost:8000\n\n"
    "fireside chat counsellor     in another terminal",
)
app.command("up", epilog=up.EXAMPLES)(up.up)
app.command("chat", epilog=chat.EXAMPLES)(chat.chat)
app.add_typer(models.app, name="models")
app.add_typer(conversations.app, name="conversations")
app.add_typer(guard.app, name="guard")
app.add_typer(sim.app, name="sim")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fireside {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Guarded conversational bots for sensitive fields."""


def main() -> None:
    """Run; what we raise on purpose ends in one plain sentence, not in a traceback."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        app()
    except* FiresideError as group:
        _say([str(error) for error in _leaves(group)])
        sys.exit(1)
    except* OSError as group:
        named, others = group.split(lambda error: getattr(error, "filename", None) is not None)
        if others is not None:
            raise others from None
        _say(
            [
                f"{error.filename}: {error.strerror}. Is the path right, and may you write there?"
                for error in _leaves(named)
                if isinstance(error, OSError)
            ]
        )
        sys.exit(1)


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        text = Text.assemble(("fireside: ", "red"), sentence)
        Console(stderr=True).print(text, soft_wrap=True)


def _leaves(group: BaseExceptionGroup[BaseException] | None) -> list[BaseException]:
    return (
        []
        if group is None
        else [
            leaf
            for error in group.exceptions
            for leaf in (_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
        ]
    )
