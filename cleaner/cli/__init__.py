"""The command line: one short function a command; the work is in public functions."""

from __future__ import annotations

import click

from cleaner.cli import figures, pages, reviews, rules, runs, start
from cleaner.cli.options import Group
from cleaner.memory import give_back

__all__ = ["main"]


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="content-cleaner", prog_name="cleaner")
def main() -> None:
    r"""Clean scraped article text, and see exactly what was changed.

    \b
    cleaner run pages/ --out runs/first   # a folder of pages → tables, validation, report.html
    cleaner explain page.txt              # every edit to one page, with its reason
    """
    give_back()


for command in (
    start.init,
    runs.run,
    pages.clean,
    pages.explain,
    figures.stats,
    figures.diff,
    runs.restore,
    reviews.review,
    rules.check,
    rules.release,
    rules.suggest,
    pages.kinds,
    start.completion,
):
    main.add_command(command)
