"""A campaign in virtual time against any endpoint that plays the terminal."""

import itertools
from typing import Any

import simpy

from conformance import CampaignDone, CaseDone, Pixit, Tester, catalogue
from conformance.case import Case
from protocol_spec.endpoint import Endpoint, Event
from protocol_spec.instant import HOUR, Instant, S
from simulator.draw import Draw
from simulator.runtime.links.memory import MemoryLink
from simulator.runtime.tape import Entry, Recorded
from simulator.runtime.virtual import VirtualDriver, run_until
from simulator.terminal import Identity, Terminal, load_profile

START: Instant = 1_772_409_600 * S
PIXIT = Pixit()


def terminal(kind: type[Terminal] = Terminal, profile: str = "cat1_retrofit", binding: str = "tcp") -> Terminal:
    identity = Identity(PIXIT.terminal, PIXIT.key)
    return kind(identity, load_profile(profile).over(binding), now=START)


def make_tester(cases: list[Case] | None = None) -> Tester:
    draw, counter = Draw(1, PIXIT.terminal), itertools.count()
    return Tester(catalogue() if cases is None else cases, PIXIT, lambda: draw.at("tester nonce", next(counter)))


class Ran:
    """`results` by case id; `unrun`; how long it took in virtual seconds; the tester's tape."""

    def __init__(
        self, dut: Endpoint, cases: list[Case] | None = None, chunk: int = 0, latency: int = 20_000, line: bool = False
    ) -> None:
        env = simpy.Environment(initial_time=START)
        self.tape: list[Entry] = []
        self.results: dict[str, dict[str, Any]] = {}
        self.unrun: int | None = None
        tester = make_tester(cases)
        judge = VirtualDriver(env, Recorded(tester, self.tape.append), self._observe)
        driver = VirtualDriver(env, dut)
        self.link = MemoryLink(env, lambda _far: judge, latency, chunk, line=line).joins(driver)
        driver.start()
        judge.start()
        assert run_until(env, lambda: tester.done, START + 24 * HOUR), "the campaign never ended"
        self.seconds = (env.now - START) / S

    def _observe(self, event: Event, now: Instant) -> None:
        if isinstance(event, CaseDone):
            self.results[event.result["case"]] = event.result
        elif isinstance(event, CampaignDone):
            self.unrun = event.unrun

    @property
    def verdicts(self) -> dict[str, str]:
        return {case: result["verdict"] for case, result in self.results.items()}

    def failed(self) -> list[dict[str, Any]]:
        return [result for result in self.results.values() if result["verdict"] == "FAIL"]
