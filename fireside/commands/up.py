"""`fireside up`: serve."""

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvloop
from prometheus_client import CollectorRegistry
from rich.console import Console

from fireside.assemble import bot_folders, open_store
from fireside.commands.pulling import fetch_if_missing
from fireside.metrics import model_meter
from fireside.models import check_permitted, open_model
from fireside.service import run
from fireside.settings import Role, Settings, load
from fireside.sight import stated

EXAMPLES = """Examples:

fireside up

fireside up --model none --port 9000

fireside up --model http://localhost:11434/v1 --model-name qwen3

fireside up --role worker --redis redis://cache:6379
"""

app = typer.Typer()
console = Console(stderr=True)


@app.command(epilog=EXAMPLES)
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 for any free one.")] = None,
    role: Annotated[Role | None, typer.Option(help="all, gateway or worker.")] = None,
    model: Annotated[
        str | None,
        typer.Option(help="A name, a GGUF file, a server's URL, `scripted`, a script or `none`."),
    ] = None,
    model_name: Annotated[str | None, typer.Option(help="The model's name on that server.")] = None,
    data: Annotated[Path | None, typer.Option(help="Where conversations are kept.")] = None,
    redis: Annotated[
        str | None, typer.Option(help="Your own Redis or Valkey instead of a private one.")
    ] = None,
    bots: Annotated[Path | None, typer.Option(help="A folder with bots of yours.")] = None,
) -> None:
    """Serve the bots on this machine until Ctrl-C."""
    settings = load(
        host=host,
        port=port,
        role=role,
        model=model,
        model_name=model_name,
        data_dir=data,
        redis_url=redis,
        bots_dir=bots,
    )
    _set_up_logging(settings)
    check_permitted(settings)
    if settings.role != "gateway":
        fetch_if_missing(settings, console)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_up(settings))


async def _up(settings: Settings) -> None:
    folders = bot_folders(settings)
    registry = CollectorRegistry()
    async with (
        open_store(settings) as store,
        open_model(settings, model_meter(registry)) as model,
    ):

        def started(port: int) -> None:
            if port:
                console.print(f"[bold]Fireside[/bold] is at http://{_shown(settings.host)}:{port}")
                if settings.operators:
                    console.print(f"  console at http://{_shown(settings.host)}:{port}/console")
            named = "none" if model is None else model.name
            console.print(
                f"  bots {', '.join(sorted(folders))} · model {named} · role {settings.role}\n"
                "  Ctrl-C stops it; conversations are kept.",
                highlight=False,
            )
            for line in stated(settings, folders):
                console.print(f"  {line}", highlight=False)

        await run(settings, store, folders, model, registry, started=started)


def _shown(host: str) -> str:
    return "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host


def _set_up_logging(settings: Settings) -> None:
    """Words of people never go to a log: only event names, types and ids do."""
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(pad_event_to=0)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            getattr(logging, settings.log_level.upper())
        ),
    )
