"""The commands that one begins with: init, completion."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from cleaner.cli.options import EXISTING, Command, say


@click.command(cls=Command)
@click.argument("inputs", nargs=-1)
@click.option(
    "--out",
    type=EXISTING,
    default=Path("cleaner.toml"),
    show_default=True,
    help="Where to write the settings; the file must not exist yet.",
)
def init(inputs: tuple[str, ...], out: Path) -> None:
    r"""Write a settings file, fitted to INPUTS where they are given: a look at some rows of them.

    It holds every setting with its default and meaning as comments, and sets only what was fitted.

    \b
    cleaner init pages/
    cleaner init dump.csv --out dump.toml
    cleaner run dump.csv --out runs/dump --config dump.toml
    """
    from cleaner import sample, settings_file
    from cleaner.engines.checks import write_new

    seen = sample.look(inputs) if inputs else None
    text = settings_file.written(seen, shlex.join(inputs))
    write_new(out, text.encode("utf-8", "backslashreplace"))
    say(f"{out} written; use it with --config {shlex.quote(str(out))}")
    for extra in seen.needs if seen else ():
        say(f'the input needs more: pip install "content-cleaner[{extra}]"')


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    r"""Print the script that lets a SHELL complete commands, options, run folders and kinds.

    \b
    eval "$(cleaner completion bash)"                                       # in ~/.bashrc
    eval "$(cleaner completion zsh)"                                        # in ~/.zshrc
    cleaner completion fish > ~/.config/fish/completions/cleaner.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # the choice above has no other
    script = kind(ctx.find_root().command, {}, "cleaner", "_CLEANER_COMPLETE")
    click.echo(script.source_template % script.source_vars())
