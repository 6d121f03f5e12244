"""A script, played in real time against a stand."""

import asyncio
from collections.abc import Awaitable, Callable

from arclock.console import pick
from arclock.stand.happening import Happening
from arclock.stand.script import Expectation, Script, Step
from arclock.stand.verbs import Command, CommandError

Doing = Callable[[Command], Awaitable[None]]


class NotMet(Exception):
    """An expectation came to nothing, or a step could not be done; says where in the script and what was there instead."""


class Player:
    """Listens to the stand; `do` carries out a command."""

    def __init__(self, script: Script, do: Doing) -> None:
        self._script = script
        self._do = do
        self._heard: list[Happening] = []
        self._news = asyncio.Event()

    def __call__(self, happening: Happening) -> None:
        self._heard.append(happening)
        self._news.set()

    async def play(self) -> int:
        """All steps; returns how many expectations were met.

        Raises:
            NotMet: at the first that was not.
        """
        loop, met = asyncio.get_running_loop(), 0
        began = done = loop.time()
        for step in self._script.steps:
            due = began + step.at if step.at is not None else done + step.after
            await asyncio.sleep(max(0.0, due - loop.time()))
            if isinstance(step.deed, Expectation):
                await self._expect(step, step.deed)
                met += 1
            else:
                await self._act(step, step.deed)
            done = loop.time()
        return met

    async def _act(self, step: Step, command: Command) -> None:
        self._heard.clear()
        try:
            await self._do(command)
        except CommandError as error:
            raise NotMet(f"{self._place(step)}: {command}: {error}") from None

    async def _expect(self, step: Step, wanted: Expectation) -> None:
        """What was met is used up; what another expectation passed over may still be met."""
        try:
            async with asyncio.timeout(wanted.within):
                while not self._met(wanted):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            same = [happening for happening in self._heard if happening["what"] == wanted.what]
            raise NotMet(f"{self._place(step)}: {_missed(wanted, same)}") from None

    def _met(self, wanted: Expectation) -> bool:
        for place, happening in enumerate(self._heard):
            if wanted.met_by(happening):
                del self._heard[place]
                return True
        return False

    def _place(self, step: Step) -> str:
        return f"{self._script.where}, {pick(f'line {step.line}', f'第 {step.line} 行')}"


def _missed(wanted: Expectation, same: list[Happening]) -> str:
    en, zh = f"expected {wanted} within {wanted.within:g} s", f"应在 {wanted.within:g} 秒内出现 {wanted}"
    if not same:
        return pick(f"{en}; there was no {wanted.what} at all", f"{zh}，但未出现任何 {wanted.what}")
    last = same[-1]
    known = {**(last.get("body") or {}), **last}
    told = ", ".join(f"{name}={known.get(name)}" for name in wanted.facts) or wanted.what
    return pick(f"{en}; the last {wanted.what} was {told}", f"{zh}，最后一次 {wanted.what} 为 {told}")
