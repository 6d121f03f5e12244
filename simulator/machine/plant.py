"""The machine around the module: what is true, whatever the firmware believes.

Time passes in `advance`, from edge to edge: a contact moves, an arc of the work begins or ends, the source trips or is cool
again, the cabinet passes a step of its grid. Between two edges everything is constant but the arc, and of the arc the energy
of any stretch is known exactly (`burn`). So the plant wants to be woken for an edge only, and never for a slot: an hour of
arc that nobody looks into costs one call. Whoever wants to know when a current crosses a threshold asks `burn` for the span of
what is still to come, and goes slot by slot only where the threshold lies inside it (`simulator.terminal.watch.senses`).

Each strike has a number, `boot_counter << 24` and the count of this power-up, and the number draws the arc.
"""

from collections.abc import Mapping

from protocol_spec.codes import Capability
from protocol_spec.endpoint import Value
from protocol_spec.instant import MINUTE, Duration, Instant, S, earliest
from simulator.draw import Draw
from simulator.machine import access
from simulator.machine.build import Build
from simulator.machine.burn import Burn
from simulator.machine.climate import Cabinet
from simulator.machine.contactor import Contactor
from simulator.machine.heat import Heat
from simulator.machine.instruments import Instruments
from simulator.machine.mains import mains_current
from simulator.machine.meter import Mark, Meter
from simulator.machine.reading import DEAD, Reading, burning, idle
from simulator.machine.stimuli import undergo
from simulator.machine.torch import Demand, Torch

BACKUP: Duration = 5 * S
"""How long a backup supply feeds the module: a capacitor, for a last word."""
FAN_RUNS_ON: Duration = 5 * MINUTE
BOOT_SHIFT = 24
"""A power-up has 2^24 strikes."""


class Plant:
    """Advance it to `now` before asking or changing anything. Energy and arc time are exact integrals, in µJ and µs."""

    def __init__(self, build: Build, draw: Draw, now: Instant, microjoules: int = 0) -> None:
        self.contactor = Contactor(build.relay_millis)
        self.torch = Torch(Demand(build.process, build.amperes), draw)
        self.instruments = Instruments(build, draw)
        self.meter = Meter(build.meters_the_mains, microjoules)
        self.heat = Heat(build.source, draw) if build.source else None
        self.cabinet = Cabinet(build.climate, build.source, draw, now)
        self.burn: Burn | None = None
        """The arc that burns, or the last one that did."""
        self.build = build
        self.shunted = False
        """A bridge around the module's contact."""
        self.cover_open = False
        self.cover_taped = False
        """The switch under the cover is held down with tape: it says closed, whatever the cover does."""
        self.cover_was_opened = False
        """The latch of the cover switch: it works without power, and is read at power-up (EVT-03)."""
        self.gas = False
        self.mains = True
        """Whether the supply is there. A module with a backup outlives it for `BACKUP`; one without is off."""
        self.imposed_temperature: int | None = None
        self.latitude = build.latitude
        self.longitude = build.longitude
        self.has_fix = True
        self._draw = draw
        self._at = now
        self._strikes = 0
        self._burning = False
        self._lost_before = 0

    # ---- what is so ----------------------------------------------------------------------------------------------

    @property
    def now(self) -> Instant:
        """Up to when it was advanced."""
        return self._at

    @property
    def relay_closed(self) -> bool:
        return self.contactor.closed

    @relay_closed.setter
    def relay_closed(self, closed: bool) -> None:
        self.contactor.closed = closed

    @property
    def welded_contact(self) -> bool:
        return self.contactor.welded

    @property
    def trigger(self) -> bool:
        return self.torch.trigger

    @trigger.setter
    def trigger(self, held: bool) -> None:
        self.torch.trigger = held

    @property
    def burning(self) -> bool:
        return self._burning

    @property
    def tripped(self) -> bool:
        """Too hot to give anything (its own duty cycle, not what the module's thermometer says)."""
        return self.heat is not None and self.heat.tripped

    @property
    def energised(self) -> bool:
        powered = access.energised(self.build.access, self.mains, self.relay_closed, self.shunted)
        return powered and self.build.source is not None

    @property
    def warning_lamp(self) -> bool:
        """What the worker sees on the power source: too hot. A lock in the inhibit loop looks the same."""
        return access.warning_lamp(self.build.access, self.energised, self.relay_closed, self.shunted, self.tripped)

    @property
    def fan(self) -> bool:
        """It blows with the arc and five minutes on, and as long as the source is tripped."""
        recently = self.burn is not None and self._at - self.burn.until < FAN_RUNS_ON
        return self.energised and (self._burning or self.tripped or recently)

    @property
    def temperature(self) -> int:
        """0.1 °C, where the module is."""
        return self.cabinet.temperature if self.imposed_temperature is None else self.imposed_temperature

    @property
    def arc_micros(self) -> int:
        return self.meter.arc_micros

    @property
    def microjoules(self) -> int:
        return self.meter.microjoules

    @property
    def failed(self) -> Capability:
        return self.instruments.failed

    def mark(self) -> Mark:
        return self.meter.mark()

    def reading(self) -> Reading:
        """What flows, truly."""
        source = self.build.source
        if source is None or not self.energised:
            return DEAD
        if self._burning and self.burn is not None:
            return burning(source, self.burn.flow(self.burn.slot(self._at)))
        ready = self._enabled and not self.tripped and self.build.process.live
        return idle(source, source.open_volts * 10 if ready else 0)

    # ---- what the module reads -----------------------------------------------------------------------------------

    def reads(self, which: Capability) -> int:
        """What this sensor says, right or wrong: current, voltage or temperature, as on the wire. Which of them the module has
        is its own business."""
        if which is Capability.TEMPERATURE:
            return self.instruments.reads(which, self.temperature, 0)
        true, seen = self.reading(), access.in_sight(self.build.access, self.shunted)
        if which is Capability.ARC_VOLTAGE:
            return self.instruments.reads(which, true.arc_voltage, self._noise())
        value = true.mains_current if which is Capability.MAINS_CURRENT else true.arc_current
        return self.instruments.reads(which, value if seen else 0, self._noise())

    def read_in(self, which: Capability, slot: int) -> int:
        """What this current sensor said in a slot of the last burn."""
        assert self.burn is not None
        assert self.build.source is not None
        flow, seen = self.burn.flow(slot), access.in_sight(self.build.access, self.shunted)
        value = mains_current(self.build.source, flow.power) if which is Capability.MAINS_CURRENT else flow.current
        return self.instruments.reads(which, value if seen else 0, self._noise(slot))

    def span_of(self, which: Capability) -> tuple[int, int]:
        """Between what this current sensor can say as long as the arc burns that does."""
        assert self.burn is not None
        assert self.build.source is not None
        span = self.burn.span_from(self.burn.slot(self._at))
        least, most = span.least_current, span.most_current
        if which is Capability.MAINS_CURRENT:
            least, most = (mains_current(self.build.source, power) for power in (span.least_power, span.most_power))
        if not access.in_sight(self.build.access, self.shunted):
            least = most = 0
        return self.instruments.span(which, least, most)

    def _noise(self, slot: int | None = None) -> int:
        if not self.build.sensor_class or (slot is None and not self._burning):
            return STEADY
        assert self.burn is not None
        slot = self.burn.slot(self._at) if slot is None else slot
        return self._draw.at("sensor noise", self.burn.number << 20 | slot)

    # ---- what happens to it --------------------------------------------------------------------------------------

    def powered_up(self, now: Instant, boot_counter: int, microjoules: int) -> None:
        """The module starts anew and its coil was off; the machine around it is as it was. `microjoules` is what its meter
        remembers: what flowed while it was off, it has not seen."""
        self._pass(now)
        self.contactor.release()
        self._strikes = boot_counter << BOOT_SHIFT
        self.meter.microjoules = microjoules
        self._settle()

    def undergo(self, name: str, values: Mapping[str, Value]) -> bool:
        """Something happens to the machine; False where this is no such thing.

        Raises:
            ValueError: a work of a process that does not exist, or of amperes that it is not for.
        """
        happened = undergo(self, name, values)
        self._settle()
        return happened

    def command_relay(self, closed: bool, now: Instant) -> None:
        self.advance(now)
        self.contactor.command(closed, now)

    # ---- time ----------------------------------------------------------------------------------------------------

    def advance(self, now: Instant) -> None:
        self._settle()
        self._pass(now)

    def next_timer(self) -> Instant | None:
        """The next edge that changes a current: what happens out of sight is made good in `advance`."""
        edges = [self.contactor.moves_at]
        if self._enabled:
            heat = self.heat
            edges.append(heat.recovers_at if heat and heat.tripped else self.torch.next_edge(self._at))
            edges.append(heat.trips_at if heat else None)
        return earliest(*edges)

    def _pass(self, now: Instant) -> None:
        while (edge := self._next_edge()) is not None and edge <= now:
            self._flow_until(edge)
            self._happen(edge)
            self._settle()
        self._flow_until(now)

    def _next_edge(self) -> Instant | None:
        heat, step = self.heat, None if self._cold else self.cabinet.next_step
        of_heat = earliest(heat.trips_at, heat.recovers_at) if heat else None
        return earliest(self.contactor.moves_at, self.torch.next_edge(self._at), of_heat, step)

    def _happen(self, now: Instant) -> None:
        if self.contactor.moves_at is not None and self.contactor.moves_at <= now:
            self.contactor.move()
        self.torch.turn(now)
        if (heat := self.heat) is not None:
            if heat.trips_at is not None and heat.trips_at <= now and self.burn is not None:
                heat.trip(self.burn.number, now)
            if heat.recovers_at is not None and heat.recovers_at <= now:
                heat.recover()
        step = self.cabinet.next_step
        if step is not None and step <= now and not self._cold:
            self.cabinet.pass_step(self.meter.lost - self._lost_before)
            self._lost_before = self.meter.lost

    def _flow_until(self, until: Instant) -> None:
        if until <= self._at:
            return
        if self._burning:
            assert self.burn is not None
            seen = access.in_sight(self.build.access, self.shunted)
            seen = seen and not (self.build.meters_the_mains and self.instruments.clamp_off)
            self.meter.burned(until - self._at, self.burn.energy(self._at, until), seen)
            self.burn.until = until
        elif self.energised:
            assert self.build.source is not None
            self.meter.idled(until - self._at, self.build.source.idle_watts)
        elif self._cold:
            self.cabinet.rest_until(until)
        self._at = until

    @property
    def _cold(self) -> bool:
        """Nothing warms the cabinet, and it has no warmth left."""
        return not self.energised and self.cabinet.cold and self.meter.lost == self._lost_before

    # ---- the arc -------------------------------------------------------------------------------------------------

    @property
    def _enabled(self) -> bool:
        enabled = access.enabled(self.mains, self.relay_closed, self.shunted)
        return enabled and self.build.source is not None

    def _settle(self) -> None:
        """Strike or quench, as is wanted and possible now."""
        wanted = self.torch.demand(self._at) if self._enabled and not self.tripped else None
        going = self.burn.demand if self._burning and self.burn is not None else None
        if wanted == going:
            return
        self._burning = wanted is not None
        if self.heat is not None and going is not None:
            self.heat.quenched(self._at)
        if wanted is not None:
            self._strike(wanted)

    def _strike(self, demand: Demand) -> None:
        assert self.build.source is not None
        assert self.heat is not None
        self._strikes += 1
        self.burn = Burn(self._strikes, demand, self._at, self._at, self.build.source, self._draw)
        self.heat.struck(demand.amperes, self._at)


STEADY = 0x7FFF_7FFF_7FFF_7FFF
"""The middle of the noise."""
