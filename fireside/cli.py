"""The command `fireside`."""

import logging
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.text import Text

from fireside import __version__
from kernel.errors import FiresideError

COMMANDS = (
    "up",
    "chat",
    "models",
    "conversations",
    "import",
    "guard",
    "interview",
    "sim",
    "arena",
)
"""Modules of `fireside.commands`, each with its `app`, in the order of the help."""
_MODULES = {"import": "importing"}
"""Where a command's name is no name for a module."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fireside {__version__}")
        raise typer.Exit


def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Guarded conversational bots for sensitive fields."""


def command_line(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The command line with these commands. No other is imported: together they take a second."""
    app = typer.Typer(
        name="fireside",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_show_locals=False,  # they may hold keys, and words of people
        help="Guarded conversational bots for sensitive fields.",
        epilog="Start here:\n\nfireside up     and open http://localhost:8000\n\n"
        "fireside chat counsellor     in another terminal",
    )
    app.callback()(options)
    for name in names:
        app.add_typer(import_module(f"fireside.commands.{_MODULES.get(name, name)}").app)
    return app


def main() -> None:
    """Run; what we raise on purpose ends in one plain sentence, not in a traceback."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    wanted = [name for name in sys.argv[1:2] if name in COMMANDS]
    sentences: list[str] = []
    others = None
    try:
        command_line(wanted or COMMANDS)()
    except* FiresideError as group:
        sentences += [str(error) for error in _leaves(group)]
    except* OSError as group:
        named, others = group.split(lambda error: getattr(error, "filename", None) is not None)
        sentences += [
            f"{error.filename}: {error.strerror}. Is the path right, and may you write there?"
            for error in _leaves(named)
            if isinstance(error, OSError)
        ]
    # Not inside `except*`: what is raised there comes out as a group in Python 3.11.2.
    if others is not None:
        raise others from None
    if sentences:
        _say(sentences)
        sys.exit(1)


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        text = Text.assemble(("fireside: ", "red"), sentence)
        Console(stderr=True).print(text, soft_wrap=True)


def _leaves(group: BaseExceptionGroup[BaseException] | None) -> list[BaseException]:
    if group is None:
        return []
    return [
        leaf
        for error in group.exceptions
        for leaf in (_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    ]
