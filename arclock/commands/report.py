"""`arclock report RUN`"""

from pathlib import Path
from typing import Annotated

import typer

from arclock.console import fail_usage, print_line


def report(
    run: Annotated[Path, typer.Argument(help="run folder, such as runs/certify-sim")],
    out: Annotated[Path | None, typer.Option(help="where the page goes; default RUN/index.html")] = None,
) -> None:
    """Write the page of a run folder.

    Example: arclock report runs/certify-sim
    """
    from reports import NotARun, render  # only now: matplotlib takes a second to import

    try:
        print_line(str(render(run, out)))
    except NotARun as error:
        fail_usage(str(error))
