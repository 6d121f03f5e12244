"""Where a story is played: a terminal, a platform, and the people around them. One cast, two clocks.

A stage owns the cast and the time line; how time passes and how the two sides are joined is left to `VirtualStage` and
`SerialStage`.
"""

from collections.abc import Callable
from typing import Any

from protocol_spec.codes import EndReason
from protocol_spec.endpoint import Discarded, Event, Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import Instant, S
from protocol_spec.security import lab_key
from reference_platform.decision import Scan
from reference_platform.demo import demo_token, fill_demo
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.platform import GrantPolicy, Platform
from reference_platform.session import SessionParameters
from scenarios.story import Step, Story
from simulator.draw import Draw
from simulator.runtime.run_folder import RunFolder
from simulator.terminal import Identity, Note, Terminal, load_profile

Timeline = list[dict[str, Any]]


class Stage:
    """`binding` is the line the terminal believes to be on."""

    def __init__(
        self,
        story: Story,
        store: SqliteStore,
        binding: str,
        began: Instant,
        folder: RunFolder | None,
        kind: type[Terminal] = Terminal,
    ) -> None:
        self.story = story
        self.store = store
        self.began = began
        self.folder = folder
        self.timeline: Timeline = []
        self.over = False
        self.watcher: Callable[[dict[str, Any]], None] = lambda entry: None
        draw = Draw(story.terminal["seed"], story.terminal["terminal"])
        self._nonces = (draw.at("platform nonce", n) for n in range(1 << 62))
        fill_demo(store, began, frozenset(store.load_registry().terminals))
        settings: dict[str, Any] = dict(story.platform)
        policy = GrantPolicy(idle_limit=settings.pop("idle_limit", GrantPolicy.idle_limit))
        parameters = SessionParameters(**settings)
        self.platform = Platform(store, lambda: next(self._nonces), parameters, policy, self._platform_tells)
        number = story.terminal["terminal"]
        self.machine = next(m for m in self.platform.registry.machines.values() if m.terminal == number)
        identity = Identity(number, lab_key(number), qr=self.machine.qr)
        profile = load_profile(story.terminal["profile"]).over(binding).at_once()
        self.terminal = kind(identity, profile, seed=story.terminal["seed"], now=began)

    def scan_of(self, step: Step) -> Scan:
        return Scan(
            qr=qr_payload(self.machine.qr),
            token=demo_token(step.values["worker"]),
            permit=step.values.get("permit"),
            latitude=self.machine.latitude,
            longitude=self.machine.longitude,
        )

    def note(self, who: str, what: str, facts: dict[str, Any], now: Instant) -> None:
        if self.over:
            return
        entry = {"at": round((now - self.began) / S, 6), "who": who, "what": what, **facts}
        self.timeline.append(entry)
        if self.folder is not None:
            self.folder.append("timeline", entry)
        self.watcher(entry)

    def note_step(self, step: Step, now: Instant) -> None:
        who = {"scan": "worker", "trigger": "worker", "lock": "inspector"}.get(step.do, "world")
        self.note(who, step.do, dict(step.values), now)

    def terminal_tells(self, event: Event, now: Instant) -> None:
        if isinstance(event, Note):
            self.note("terminal", event.what, dict(event.facts), now)
        elif isinstance(event, Discarded):
            self.note("terminal", "discarded", {"clause": event.clause, "why": event.why, "count": event.count}, now)

    def lock(self, now: Instant) -> None:
        self.platform.lock(self.terminal.identity.terminal, EndReason.PLATFORM, now)

    def truth(self, now: Instant) -> None:
        """What is really so, for pages and for scoring what was reported. Looking changes nothing."""
        plant = self.terminal.plant
        plant.advance(now)
        reading = plant.reading()
        if self.folder is not None:
            line = {
                "at": round((now - self.began) / S, 3),
                "relay": int(plant.relay_closed),
                "arc_current": reading.arc_current,
                "mains_current": reading.mains_current,
                "arc_voltage": reading.arc_voltage,
            }
            self.folder.append("truth", line)

    def outcome(self) -> dict[str, Any]:
        """Records the terminal made against records the platform holds."""
        made = self.terminal.flash.store.following - 1
        held = [record.record for record in self.store.records_of(self.terminal.identity.terminal)]
        return {
            "relay_closed": self.terminal.plant.relay_closed,
            "records_made": made,
            "records_held": len(held),
            "records_missing": made - len(set(held) & set(range(1, made + 1))),
            "records_again": self.platform.records_again,
        }

    def _platform_tells(self, what: str, facts: dict[str, Any], now: Instant) -> None:
        self.note("platform", what, facts, now)


def machine_stimulus(step: Step) -> Stimulus | None:
    """The stimulus a step is for the machine itself, None where it is none."""
    if step.do in ("trigger", "cover", "gas", "temperature", "shunt"):
        return Stimulus(step.do, {"value": step.values.get("value", True)})
    return None
