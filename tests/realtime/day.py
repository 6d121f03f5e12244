"""One programme, played in virtual time, on a pseudo-terminal pair, over MQTT: the same cast, three ways for time to pass."""

import asyncio
import dataclasses
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import simpy

from protocol_spec.codes import EndReason
from protocol_spec.endpoint import Event
from protocol_spec.ident import qr_payload
from protocol_spec.instant import MS, Duration, Instant, S
from protocol_spec.security import lab_key
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.serve import Doors, serving
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import GrantPolicy, Platform
from simulator.draw import Draw
from simulator.runtime.driver import Driver, Link
from simulator.runtime.links.cable import Cable
from simulator.runtime.links.memory import MemoryLink
from simulator.runtime.links.mqtt import MqttTerminalLink
from simulator.runtime.links.pty_line import PtyLine
from simulator.runtime.links.serial_line import SerialLink
from simulator.runtime.realtime import Clock, RealtimeDriver
from simulator.runtime.tape import Entry, Kind, Recorded
from simulator.runtime.virtual import VirtualDriver, after, run_until
from simulator.terminal import Identity, Note, Terminal, load_profile
from tests.realtime.programme import ENDS, IDLE_LIMIT, PARAMETERS, PROGRAMME, Deed

TERMINAL, QR = "9999040000000001", 2
LOGIN_WITHIN: Duration = 20 * S


@dataclass
class Cast:
    """Terminal and platform, the same whoever drives them. `booted` is when the terminal was switched on."""

    binding: str
    booted: Instant
    tape: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = SqliteStore(secret=b"a day in half a minute")
        fill_demo(self.store, self.booted)
        nonces = itertools.count(1)
        self.platform = Platform(self.store, lambda: next(nonces), PARAMETERS, GrantPolicy(idle_limit=IDLE_LIMIT))
        profile = load_profile("factory_integrated").over(self.binding)
        self.terminal = Terminal(Identity(TERMINAL, lab_key(TERMINAL), qr=QR), profile, seed=11, now=self.booted)
        self.recorded = Recorded(self.terminal, self.tape.append)
        self.logged_in: Callable[[], None] = lambda: None

    def observe(self, event: Event, now: Instant) -> None:
        if isinstance(event, Note) and event.what == "login":
            self.logged_in()

    def act(self, deed: Deed, driver: Driver, now: Instant) -> None:
        """What concerns no line."""
        match deed.do:
            case "scan":
                machine = self.platform.registry.machines[QR]
                token = demo_token(deed.values["worker"])
                self.platform.scan(Scan(qr_payload(QR), token, 1, machine.latitude, machine.longitude), now)
            case "lock":
                self.platform.lock(TERMINAL, EndReason.PLATFORM, now)
            case "order":
                self.platform.order(TERMINAL, dataclasses.replace(deed.stimulus, name="parameters"), now)
            case _:
                driver.stimulate(deed.stimulus)

    def sent(self) -> list[bytes]:
        return [entry.data for entry in self.tape if entry.kind is Kind.SENT]


class LateDriver(VirtualDriver):
    """Its timers are late by anything up to `by`, as those of a busy machine are."""

    by: Duration = 0
    draw = Draw(0, TERMINAL)

    def _arm(self, due: Instant | None) -> None:
        if due is not None and self.by:
            due += self.draw.below(self.by, "late", due)
        super()._arm(due)


def play_virtually(
    binding: str, booted: Instant, latency: Duration = 2 * MS, late: Duration = 0, seed: int = 0
) -> list[bytes]:
    """What the terminal sent. `late`: timers and people are late by anything up to this, drawn by `seed`."""
    cast, env = Cast(binding, booted), simpy.Environment(initial_time=booted)
    driver, draw, over = LateDriver(env, cast.recorded, cast.observe), Draw(seed, TERMINAL), env.event()
    driver.by, driver.draw = late, draw

    def accept(_link: Link) -> Driver:
        connection = cast.platform.accept()
        far = VirtualDriver(env, connection.session, lambda event, now: cast.platform.on_event(connection, event, now))
        connection.stimulate = far.stimulate
        return far

    link = MemoryLink(env, accept, latency, line=binding == "serial").joins(driver)

    def act(deed: Deed) -> None:
        if deed.do == "cut" and binding != "serial":
            link.reset()
        if deed.do in ("cut", "heal"):
            link.unplugged = deed.do == "cut"
        else:
            cast.act(deed, driver, int(env.now))

    def begin() -> None:
        cast.logged_in = lambda: None
        for number, deed in enumerate(PROGRAMME):
            delay = draw.below(late, "deed", number) if late else 0
            after(env, deed.at + delay, lambda deed=deed: act(deed))
        after(env, ENDS, over.succeed)

    cast.logged_in = begin
    driver.start()
    assert run_until(env, lambda: over.processed, booted + LOGIN_WITHIN + ENDS), "no login"
    cast.store.close()
    return cast.sent()


class PunctualDriver(RealtimeDriver):
    """Knows how late its timers were, at worst: a machine that is too busy measures nothing."""

    late: Duration = 0

    def _arm(self, due: Instant | None) -> None:
        self._due = due
        super()._arm(due)

    def _ring(self) -> None:
        if self._due is not None:
            self.late = max(self.late, self.now() - self._due)
        super()._ring()


@dataclass
class Played:
    """What was sent, when the terminal was switched on, and by how much something was late."""

    sent: list[bytes]
    booted: Instant
    late: Duration


async def play_really(cast: Cast, driver: PunctualDriver, cut: Callable[[bool], None]) -> Played:
    loop, begun = asyncio.get_running_loop(), asyncio.Event()
    late = [0]

    def act(deed: Deed, due: float) -> None:
        late[0] = max(late[0], round((loop.time() - due) * S))
        if deed.do in ("cut", "heal"):
            cut(deed.do == "cut")
        else:
            cast.act(deed, driver, driver.now())

    cast.logged_in = begun.set
    driver.start()
    async with asyncio.timeout(LOGIN_WITHIN / S):
        await begun.wait()
    began = loop.time()
    cast.logged_in = lambda: None
    for deed in PROGRAMME:
        due = began + deed.at / S
        loop.call_at(due, act, deed, due)
    await asyncio.sleep(ENDS / S)
    driver.stop()
    cast.store.close()
    return Played(cast.sent(), cast.booted, max(late[0], driver.late))


async def on_a_line(clock: Clock) -> Played:
    with PtyLine() as line:
        cast = Cast("serial", clock.now())
        async with serving(cast.platform, Doors(serial=line.other), clock):
            driver = PunctualDriver(cast.recorded, cast.observe, clock)
            SerialLink(driver, line.one)

            def cut(is_cut: bool) -> None:
                line.unplugged = is_cut

            return await play_really(cast, driver, cut)


async def over_mqtt(clock: Clock, port: int) -> Played:
    cast = Cast("mqtt", clock.now())
    async with serving(cast.platform, Doors(mqtt=f"127.0.0.1:{port}"), clock):
        driver = PunctualDriver(cast.recorded, cast.observe, clock)
        cable = Cable(driver)
        MqttTerminalLink(cable, TERMINAL, "127.0.0.1", port)

        def cut(is_cut: bool) -> None:
            """Healed, it is found by the next dial."""
            if is_cut:
                cable.pull()
            else:
                cable.pulled = False

        return await play_really(cast, driver, cut)
