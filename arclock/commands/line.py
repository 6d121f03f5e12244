"""`arclock line`"""

import time
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, print_json, print_line, say


def line(as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False) -> None:
    """Make a serial line where there is no hardware: two devices joined by a cable, until Ctrl-C. POSIX only.

    Example: arclock line
    """
    try:
        from simulator.runtime.links.pty_line import PtyLine
    except ImportError:
        fail_usage("this system has no pseudo-terminals; use two USB adapters and a null-modem cable")
    with PtyLine() as pair:
        if as_json:
            print_json({"one": pair.one, "other": pair.other})
        else:
            print_line(f"{pair.one} {pair.other}")
            say(
                f"arclock terminal serial:{pair.one}   and   arclock certify serial:{pair.other}",
                f"arclock terminal serial:{pair.one}   与   arclock certify serial:{pair.other}",
            )
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            raise typer.Exit(Exit.INTERRUPTED) from None
