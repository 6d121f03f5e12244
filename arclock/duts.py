"""A DUT is one string. This opens it and runs a campaign on it: in virtual time for `sim:`, in real time for a wire."""

import asyncio
import itertools
import secrets
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import simpy

from arclock.links import HostString, SerialString, parse_link
from conformance import CampaignDone, Case, CaseDone, Pixit, Tester
from protocol_spec.endpoint import Event
from protocol_spec.instant import HOUR, Instant, S
from simulator.draw import Draw
from simulator.runtime.driver import Driver, Link
from simulator.runtime.links.memory import MemoryLink
from simulator.runtime.links.serial_line import SerialLink
from simulator.runtime.links.tcp import TcpListener
from simulator.runtime.realtime import RealtimeDriver
from simulator.runtime.tape import Recorded, Sink
from simulator.runtime.virtual import VirtualDriver, run_until
from simulator.terminal import Identity, Terminal, load_profile
from simulator.terminal.mutants import MUTANTS
from simulator.terminal.profile import DEFAULT_PROFILE, ProfileError

SIM_START: Instant = 1_772_409_600 * S
"""2026-03-02 00:00 UTC: virtual campaigns begin there, so that equal runs have equal bytes."""

OnResult = Callable[[dict[str, Any]], None]


class DutError(ValueError):
    """The string names no device under test, and what would."""


@dataclass
class Campaign:
    """`results` fills as cases end; `unrun` counts those that never began."""

    cases: Sequence[Case]
    pixit: Pixit
    on_result: OnResult
    results: list[dict[str, Any]]
    unrun: int = 0

    def tester(self, nonce: Callable[[], int]) -> Tester:
        return Tester(self.cases, self.pixit, nonce)

    def observe(self, event: Event, now: Instant) -> None:
        if isinstance(event, CaseDone):
            self.results.append(event.result)
            self.on_result(event.result)
        elif isinstance(event, CampaignDone):
            self.unrun = event.unrun


def is_sim(dut: str) -> bool:
    return dut.startswith("sim:")


def sim_terminal(dut: str) -> tuple[type[Terminal], str]:
    """(class, profile) of `sim:`, `sim:PROFILE` or `sim:mutant/NAME`."""
    rest = dut.removeprefix("sim:")
    if rest.startswith("mutant/"):
        mutant = MUTANTS.get(rest.removeprefix("mutant/"))
        if mutant is None:
            raise DutError(f"no mutant {rest.removeprefix('mutant/')!r}; there are: {', '.join(MUTANTS)}")
        return mutant.type, DEFAULT_PROFILE
    try:
        profile = load_profile(rest or DEFAULT_PROFILE)
    except ProfileError as error:
        raise DutError(str(error)) from None
    if profile.source is None:
        raise DutError(f"{rest} stands on no machine, and the campaign judges a lock; certify what hangs behind it")
    return Terminal, rest or DEFAULT_PROFILE


def run_in_virtual_time(dut: str, campaign: Campaign, sink: Sink, seed: int = 0) -> None:
    kind, profile = sim_terminal(dut)
    env = simpy.Environment(initial_time=SIM_START)
    pixit = campaign.pixit
    draw, counter = Draw(seed, pixit.terminal), itertools.count()
    tester = campaign.tester(lambda: draw.at("tester nonce", next(counter)))
    judge = VirtualDriver(env, Recorded(tester, sink), campaign.observe)
    terminal = kind(Identity(pixit.terminal, pixit.key), load_profile(profile), seed=seed, now=SIM_START)
    driver = VirtualDriver(env, terminal)
    MemoryLink(env, lambda _link: judge).joins(driver)
    driver.start()
    judge.start()
    run_until(env, lambda: tester.done, SIM_START + 24 * HOUR)


async def run_in_real_time(dut: str, campaign: Campaign, sink: Sink) -> None:
    """Over a serial line, or for a terminal that connects to us.

    Raises:
        LineUnavailable: the device cannot be opened.
        OSError: the port cannot be listened on.
    """
    link = open_dut_string(dut)
    tester = campaign.tester(lambda: secrets.randbits(64))
    driver = RealtimeDriver(Recorded(tester, sink), _until_done(campaign, done := asyncio.Event()))
    async with AsyncExitStack() as stack:
        stack.callback(driver.stop)
        if isinstance(link, SerialString):
            SerialLink(driver, link.url, link.baud).check()
        else:
            listener = TcpListener(link.host, link.port, lambda wire: _attached(driver, wire))
            await listener.start()
            stack.push_async_callback(listener.stop)
        driver.start()
        await done.wait()


def open_dut_string(dut: str) -> SerialString | HostString:
    link = parse_link(dut)
    if isinstance(link, HostString) and link.kind != "tcp-listen":
        raise DutError(f"{dut!r} cannot be certified: a terminal is reached by serial: or connects to tcp-listen:")
    return link


def _attached(driver: Driver, wire: Link) -> Driver:
    driver.attach(wire)
    return driver


def _until_done(campaign: Campaign, done: asyncio.Event) -> Callable[[Event, Instant], None]:
    def observe(event: Event, now: Instant) -> None:
        campaign.observe(event, now)
        if isinstance(event, CampaignDone):
            done.set()

    return observe
