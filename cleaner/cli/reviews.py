"""The command that lets a person decide what a run doubts: review."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from cleaner.cli.options import EXISTING, Command


@click.command(cls=Command)
@click.argument("folder", type=EXISTING)
@click.option("--out", type=EXISTING, help="The file of decisions; decisions.toml in the run if not given.")
@click.option("--port", type=click.IntRange(1024, 65535), help="Port; any that is free if not given.")
@click.option("--no-open", is_flag=True, help="Print the address, and open no browser.")
def review(folder: Path, out: Path | None, port: int | None, no_open: bool) -> None:
    r"""Decide what a run left in doubt, on a page that this machine alone can open.

    Every answer is saved at once. Ctrl-C ends the review; start it again to go on.

    \b
    cleaner review runs/first
    cleaner run pages/ --out runs/second --decisions runs/first/decisions.toml
    """
    from cleaner.review import Review
    from cleaner.review.server import Server

    click.echo(f"cleaner: reading {folder}", err=True)
    held = Review(folder, out)
    with Server(held, port or 0) as server:
        click.echo(server.url)
        click.echo(f"cleaner: answers go into {held.out}; Ctrl-C ends the review", err=True)
        if not no_open:
            webbrowser.open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
    click.echo(f"cleaner: {held.decided} of {len(held.items) + held.left} decided", err=True)
    if held.answers:
        click.echo(f"cleaner: {held.forecast()}", err=True)
        click.echo(f"cleaner: to obey, run again with --decisions {held.out}", err=True)
