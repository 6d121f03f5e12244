"""The table of subcommands."""

from importlib import metadata
from typing import Annotated

import typer

from arclock.commands.certify import certify
from arclock.commands.import_list import import_list
from arclock.commands.line import line
from arclock.commands.platform import platform
from arclock.commands.quickstart import quickstart
from arclock.commands.report import report
from arclock.commands.scenario import scenario
from arclock.commands.terminal import terminal
from arclock.console import choose_language, print_line

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Simulator and conformance harness for the IoT control terminals of welding machines.",
)


def _version(wanted: bool) -> None:
    if wanted:
        print_line(f"arclock {metadata.version('arclock')}")
        raise typer.Exit


@app.callback()
def common(
    lang: Annotated[str | None, typer.Option(help="zh or en; default from the locale")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    choose_language(lang)


app.command()(quickstart)
app.command()(certify)
app.command()(terminal)
app.command()(platform)
app.command("import")(import_list)
app.command()(report)
app.command()(line)
app.add_typer(scenario, name="scenario")
