"""`fireside arena`: who counsels well, measured on simulated people and fed back into the bots."""

import typer

from fireside.commands import (
    arena_compare,
    arena_optimize,
    arena_rate,
    arena_report,
    arena_run,
    redteaming,
)

app = typer.Typer(
    name="arena",
    no_args_is_help=True,
    help="Bots and simulated people: matches, judges, ratings, reports.",
    epilog="Example: fireside arena run --bots counsellor,restructuring --clients 20 --out run1",
)
app.command("run", epilog=arena_run.EXAMPLES)(arena_run.run)
app.command("optimize", epilog=arena_optimize.EXAMPLES)(arena_optimize.optimize)
app.command("redteam", epilog=redteaming.EXAMPLES)(redteaming.redteam)
app.command("rate", epilog=arena_rate.EXAMPLES)(arena_rate.rate)
app.command("compare", epilog=arena_compare.EXAMPLES)(arena_compare.compare)
app.command("report", epilog=arena_report.EXAMPLES)(arena_report.report)
