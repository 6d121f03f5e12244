"""A bench from its beginning to its end: who shows it, who commands it, what is written down, when it is over."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from arclock.bench.advice import Adviser
from arclock.bench.bench import Bench, Setup
from arclock.bench.desk import Desk
from arclock.bench.lines import JsonLines, greeting, obey, print_explanation, print_happening, print_help, speak
from arclock.bench.phone import Phone
from arclock.bench.player import Player
from arclock.bench.script import Script
from arclock.bench.truth import TruthLog
from arclock.bench.verbs import Command, CommandError
from arclock.bench.view import View
from arclock.bench.written import Written
from protocol_spec.explain import Words


class Form(Enum):
    VIEW = "view"
    LINES = "lines"
    JSON = "json"


@dataclass(frozen=True)
class Plan:
    """`timed` is what is to be done by itself, (seconds from the start, command)."""

    form: Form
    phone: Phone | None = None
    script: Script | None = None
    stay: bool = False
    truth: Path | None = None
    run: Path | None = None
    timed: tuple[tuple[float, Command], ...] = field(default=())


async def run(setup: Setup, plan: Plan, begun: Callable[[Bench], None] = lambda bench: None) -> int:
    """Until somebody quits, or the script is over; returns how many expectations were met.

    Raises:
        NotMet: an expectation of the script was not.
        StateFileError, LineUnavailable, RunFolderUnwritable: before anything has begun.
    """
    bench = Bench(setup)
    desk = Desk(bench, plan.phone, speak)
    async with contextlib.AsyncExitStack() as stack:
        if plan.run is not None:
            stack.enter_context(Written(bench, plan.run))
        if plan.truth is not None:
            stack.enter_context(TruthLog(bench, plan.truth))
        player = Player(plan.script, desk.do) if plan.script else None
        if player is not None:
            bench.listeners.append(player)
        await stack.enter_async_context(_shown(bench, desk, plan))
        bench.listeners.append(Adviser(setup.where, lambda: bench.link.last_error, desk.say))
        begun(bench)
        bench.start()
        stack.callback(bench.stop)
        for after, command in plan.timed:
            await stack.enter_async_context(_beside(_later(desk, after, command)))
        return await _until_over(bench, player, plan.stay)


async def _until_over(bench: Bench, player: Player | None, stay: bool) -> int:
    """Whichever is first: somebody quits, the script ends, something of ours breaks."""
    if player is None:
        await bench.over
        return 0
    playing: asyncio.Future[Any] = asyncio.ensure_future(player.play())
    try:
        await asyncio.wait([playing, bench.over], return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            met: int = playing.result()
            if stay:
                await bench.over
            return met
        bench.over.result()
        return 0
    finally:
        playing.cancel()


async def _later(desk: Desk, after: float, command: Command) -> None:
    await asyncio.sleep(after)
    try:
        await desk.do(command)
    except CommandError as error:
        desk.say(Words(str(error), str(error)))


@contextlib.asynccontextmanager
async def _shown(bench: Bench, desk: Desk, plan: Plan) -> AsyncIterator[None]:
    """The bench in its form, and somebody to obey: keys, or lines."""
    if plan.form is Form.VIEW:
        view = View(bench, desk)
        desk.say = view.say
        bench.listeners.append(view)
        async with _beside(view.run(), bench):
            yield
        return
    desk.explain, desk.help = lambda: print_explanation(bench), print_help
    if plan.form is Form.JSON:
        lines = JsonLines(bench)
        desk.say, desk.explain, desk.help = lines.say, lines.explain, lines.help
        bench.listeners.append(lines)
    else:
        bench.listeners.append(print_happening)
        speak(greeting(bench))
    async with _beside(obey(desk), bench):
        yield


@contextlib.asynccontextmanager
async def _beside(work: "object", bench: Bench | None = None) -> AsyncIterator[None]:
    """Let it run along; what breaks in it breaks the bench."""
    task: asyncio.Future[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]

    def ended(done: "asyncio.Future[None]") -> None:
        if bench is not None and not done.cancelled() and done.exception() and not bench.over.done():
            bench.over.set_exception(done.exception() or RuntimeError())

    task.add_done_callback(ended)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
