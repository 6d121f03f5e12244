"""A stand without a screen: a line for what happens, or a JSON object; commands come on standard input."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any

from arclock.commands.explain_input import Bytes
from arclock.commands.explain_page import Page, as_plain
from arclock.console import language, pick, print_json, print_line, say
from arclock.stand.desk import Desk
from arclock.stand.frame_log import FrameSeen
from arclock.stand.happening import SILENT, Happening, of_frame
from arclock.stand.stand import Stand
from arclock.stand.verbs import VERBS, CommandError, parse, usages
from protocol_spec.explain import Words

_NO_LINE = (*SILENT, "state", "frame")


def speak(words: Words) -> None:
    say(words.en, words.zh)


def print_happening(happening: Happening) -> None:
    """As people and greps read it: the name, then its facts."""
    if happening["what"] not in _NO_LINE:
        facts = (f"{name}={value}" for name, value in happening.items() if name not in ("at", "what"))
        print_line(" ".join([str(happening["what"]), *facts]))


class JsonLines:
    """One object a line; a frame has its explanation with it."""

    def __init__(self, stand: Stand) -> None:
        self._bench = stand

    def __call__(self, happening: Happening) -> None:
        if happening["what"] == "frame":
            print_json({**happening, **_explained(self._bench.frames.frames[-1])})
        elif happening["what"] not in SILENT:
            print_json(dict(happening))

    def explain(self) -> None:
        """The last frame once more."""
        if self._bench.frames.frames:
            self(of_frame(self._bench.frames.frames[-1]))

    def help(self) -> None:
        self.say(Words(usages(), usages()))

    def say(self, words: Words) -> None:
        print_json({"at": self._bench.clock.now(), "what": "said", "text": words.text(language())})


def _explained(seen: FrameSeen) -> dict[str, Any]:
    return {
        "gist": seen.gist(language()),
        "explained": as_plain(seen.explained, Bytes(seen.data), language()),
    }


def print_explanation(stand: Stand) -> None:
    """The last frame, as `arclock explain` prints it."""
    if stand.frames.frames:
        seen = stand.frames.frames[-1]
        Page(language()).show(seen.explained, Bytes(seen.data, at=seen.at, sent=seen.sent))


def print_help() -> None:
    for verb in VERBS:
        print_line(f"{verb.usage:34} {pick(verb.en, verb.zh)}")


async def typed() -> AsyncIterator[str]:
    """Lines on standard input, until it ends."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        if line:
            yield line


async def obey(desk: Desk) -> None:
    """The end of input leaves the terminal running."""
    async for line in typed():
        try:
            await desk.do(parse(line))
        except CommandError as error:
            desk.say(Words(str(error), str(error)))


def greeting(stand: Stand) -> Words:
    who, state = stand.setup.who.terminal, stand.setup.state
    kept = Words(f"state in {state}", f"状态文件 {state}") if state else Words("state not kept", "状态不保存")
    return Words(f"terminal {who}, {kept.en}; {usages()}", f"终端 {who}，{kept.zh}；{usages()}")
