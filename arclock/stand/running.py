"""A stand from its beginning to its end: who shows it, who commands it, what is written down, when it is over."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from arclock.stand.advice import Adviser
from arclock.stand.desk import Desk
from arclock.stand.lines import JsonLines, greeting, obey, print_explanation, print_happening, print_help, speak
from arclock.stand.phone import Phone
from arclock.stand.player import Player
from arclock.stand.script import Script
from arclock.stand.stand import Setup, Stand
from arclock.stand.truth import TruthLog
from arclock.stand.verbs import Command, CommandError
from arclock.stand.view import View
from arclock.stand.written import Written
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


async def run(setup: Setup, plan: Plan, begun: Callable[[Stand], None] = lambda stand: None) -> int:
    """Until somebody quits, or the script is over; returns how many expectations were met.

    Raises:
        NotMet: an expectation of the script was not.
        StateFileError, LineUnavailable, RunFolderUnwritable: before anything has begun.
    """
    stand = Stand(setup)
    desk = Desk(stand, plan.phone, speak)
    async with contextlib.AsyncExitStack() as stack:
        if plan.run is not None:
            stack.enter_context(Written(stand, plan.run))
        if plan.truth is not None:
            stack.enter_context(TruthLog(stand, plan.truth))
        player = Player(plan.script, desk.do) if plan.script else None
        if player is not None:
            stand.listeners.append(player)
        await stack.enter_async_context(_shown(stand, desk, plan))
        stand.listeners.append(Adviser(setup.where, lambda: stand.link.last_error, desk.say))
        begun(stand)
        stand.start()
        stack.callback(stand.stop)
        for after, command in plan.timed:
            await stack.enter_async_context(_beside(_later(desk, after, command)))
        return await _until_over(stand, player, plan.stay)


async def _until_over(stand: Stand, player: Player | None, stay: bool) -> int:
    """Whichever is first: somebody quits, the script ends, something of ours breaks."""
    if player is None:
        await stand.over
        return 0
    playing: asyncio.Future[Any] = asyncio.ensure_future(player.play())
    try:
        await asyncio.wait([playing, stand.over], return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            met: int = playing.result()
            if stay:
                await stand.over
            return met
        stand.over.result()
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
async def _shown(stand: Stand, desk: Desk, plan: Plan) -> AsyncIterator[None]:
    """The stand in its form, and somebody to obey: keys, or lines."""
    if plan.form is Form.VIEW:
        view = View(stand, desk)
        desk.say = view.say
        stand.listeners.append(view)
        async with _beside(view.run(), stand):
            yield
        return
    desk.explain, desk.help = lambda: print_explanation(stand), print_help
    if plan.form is Form.JSON:
        lines = JsonLines(stand)
        desk.say, desk.explain, desk.help = lines.say, lines.explain, lines.help
        stand.listeners.append(lines)
    else:
        stand.listeners.append(print_happening)
        speak(greeting(stand))
    async with _beside(obey(desk), stand):
        yield


@contextlib.asynccontextmanager
async def _beside(work: "object", stand: Stand | None = None) -> AsyncIterator[None]:
    """Let it run along; what breaks in it breaks the stand."""
    task: asyncio.Future[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]

    def ended(done: "asyncio.Future[None]") -> None:
        if stand is not None and not done.cancelled() and done.exception() and not stand.over.done():
            stand.over.set_exception(done.exception() or RuntimeError())

    task.add_done_callback(ended)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
