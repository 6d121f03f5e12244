"""`arclock spec render|export`"""

import typer

from arclock.commands.spec_export import export
from arclock.commands.spec_render import render

spec = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="The specification of WTP/1."
)
spec.command("render")(render)
spec.command("export")(export)
