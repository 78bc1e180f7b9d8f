"""`fireside arena report`: a run as one page that opens anywhere."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = "Example: fireside arena report run1"


def report(out: Annotated[Path, typer.Argument(help="Folder of a run.")]) -> None:
    """One HTML file with the figures and every talk."""
