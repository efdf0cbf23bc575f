"""The command that lets a person decide what a run doubts: review."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from cleaner.cli.options import EXISTING, RUN, Command, say


@click.command(cls=Command)
@click.argument("folder", type=RUN)
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
    from cleaner.report import load
    from cleaner.review import Review, file
    from cleaner.review.server import Server
    from cleaner.review.session import FILE

    load.about(folder)  # what is wrong with either is told before the work
    file.load(out or folder / FILE)
    say(f"reading {folder}")
    held = Review(folder, out)
    with Server(held, port or 0) as server:
        click.echo(server.url)
        say(f"answers go into {held.out}; Ctrl-C ends the review")
        if not no_open:
            webbrowser.open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
    say(f"{held.decided} of {len(held.items) + held.left} decided")
    if held.answers:
        say(f"{held.forecast()}")
        say(f"to obey, run again with --decisions {held.out}")
