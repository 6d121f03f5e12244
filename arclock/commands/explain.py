"""`arclock explain HEX|FILE|-`"""

import re
from collections.abc import Iterable
from typing import Annotated

import typer

from arclock.commands.explain_input import Bytes, Cut, Unreadable, bytes_of
from arclock.commands.explain_page import Page, as_plain
from arclock.console import Exit, fail_usage, language, pick, print_json, say
from protocol_spec.explain import Explained, Keys
from protocol_spec.explain import explain as explain_bytes
from protocol_spec.security import KEY_SIZE

LAB = "lab"
_KEY = re.compile(rf"(?:([0-9]{{16}})=)?([0-9A-Fa-f]{{{2 * KEY_SIZE}}})")


def explain(
    source: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="HEX|FILE|-",
            help="hex, a file (hex text, raw bytes, a trace.pcapng or its run folder), - for a pipe",
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            help="check tags under this terminal key: 32 hex digits, TERMINAL=KEY for one of several, "
            "or lab for the published keys of vendor 9999; sessions are derived from LOGIN and LOGIN_ACK"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Say what every byte of a frame means, and what is wrong with it, where, and what would be right.

    Frames back to back, broken ones and noise are all explained. Exit code 0: frames in order and nothing else; 1:
    something is wrong (! in the table), or a trace is cut; 2: the input cannot be read, or is longer than 16 MiB. What
    is only abnormal (~) is no error.

    Example: arclock explain 57 54 01 02 04 99 99 01 00 00 00 00 42 00 01 00 04 59 00 00 21 A2 C8 84
    """
    keys = _keys(key or [])
    try:
        given = bytes_of(source or [])
    except Unreadable as error:
        fail_usage(pick(error.en, error.zh))
    found = ((part, one) for part in given.parts for one in explain_bytes(part.data, keys, part.offset))
    code = _json(found, given.cut) if as_json else _page(found)
    if given.cut is not None:
        say(given.cut.en, given.cut.zh, "red")
        code = Exit.FAILS
    raise typer.Exit(code)


def _json(found: Iterable[tuple[Bytes, Explained]], cut: Cut | None) -> Exit:
    frames = [(part, one) for part, one in found]
    in_order = all(one.in_order for _, one in frames)
    print_json(
        {
            "in_order": in_order,
            "cut": cut and pick(cut.en, cut.zh),
            "frames": [as_plain(one, part, language()) for part, one in frames],
        }
    )
    return Exit.HOLDS if in_order else Exit.FAILS


def _page(found: Iterable[tuple[Bytes, Explained]]) -> Exit:
    page = Page(language())
    for part, one in found:
        page.show(one, part)
    page.sum_up()
    return Exit.HOLDS if page.in_order else Exit.FAILS


def _keys(given: list[str]) -> Keys:
    """A key is never repeated, not even one that is wrong."""
    anybody, of = None, {}
    for text in given:
        match = _KEY.fullmatch(text)
        if match is None and text != LAB:
            fail_usage(
                pick(
                    f"--key: neither {2 * KEY_SIZE} hex digits, nor 16 digits = {2 * KEY_SIZE} hex digits, nor {LAB}",
                    f"--key：须为 {2 * KEY_SIZE} 位十六进制数，或 16 位终端编号=密钥，或 {LAB}",
                )
            )
        if match is not None and match[1]:
            of[match[1]] = bytes.fromhex(match[2])
        elif match is not None:
            anybody = bytes.fromhex(match[2])
    return Keys(anybody, of, laboratory=LAB in given)
