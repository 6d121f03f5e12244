"""What the command says, in which language, and where: results to standard output, everything else to standard error."""

import json
import locale
import os
import sys
from enum import IntEnum
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

err = Console(stderr=True, highlight=False, soft_wrap=True)


class Exit(IntEnum):
    """0 everything asked for holds; 1 it does not; 2 wrong usage or input; 3 no verdict; 130 interrupted."""

    HOLDS = 0
    FAILS = 1
    USAGE = 2
    NO_VERDICT = 3
    INTERRUPTED = 130


class _Language:
    chosen: str | None = None


def choose_language(lang: str | None) -> None:
    if lang is not None and lang not in ("zh", "en"):
        fail_usage(f"--lang {lang}: there are zh and en")
    _Language.chosen = lang


def language() -> str:
    if _Language.chosen is None:
        name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        _Language.chosen = "zh" if (name or (locale.getlocale()[0] or "")).lower().startswith("zh") else "en"
    return _Language.chosen


def say(en: str, zh: str, style: str = "") -> None:
    err.print(zh if language() == "zh" else en, style=style or None, markup=False)


def pick(en: str, zh: str) -> str:
    return zh if language() == "zh" else en


def print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fail_usage(message: str) -> NoReturn:
    err.print(f"arclock: {message}", style="red", markup=False)
    raise typer.Exit(Exit.USAGE)


def progress() -> Progress:
    """A bar for anything over two seconds; nothing where standard error is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )
