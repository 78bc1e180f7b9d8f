"""The command `fireside`."""

import logging
import sys
from typing import Annotated

import structlog
import typer
from rich.console import Console

from fireside import __version__
from fireside.commands import chat, conversations, guard, models, up
from kernel.errors import FiresideError

app = typer.Typer(
    name="fireside",
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Guarded conversational bots for sensitive fields.",
    epilog="Start here: [bold]fireside up[/bold], then open http://localhost:8000",
)
app.command("up", epilog=up.EXAMPLES)(up.up)
app.command("chat", epilog=chat.EXAMPLES)(chat.chat)
app.add_typer(models.app, name="models")
app.add_typer(conversations.app, name="conversations")
app.add_typer(guard.app, name="guard")


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
        for error in _leaves(group):
            Console(stderr=True).print(f"[red]fireside:[/red] {error}", highlight=False)
        sys.exit(1)


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    return [
        leaf
        for error in group.exceptions
        for leaf in (_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    ]
