"""Those who stand at a machine and do what they meant to, as far as it lets them.

The reactive rule: whoever wants to weld and finds the machine locked, or unlocked for another, scans first, waits ten seconds
for power, and gives up when there is none. Whoever is locked out in mid-work looks up after half a minute and scans once more.
Whoever has no phone to scan with takes what is there.
"""

from dataclasses import dataclass

import simpy

from protocol_spec.endpoint import Stimulus
from protocol_spec.ident import qr_payload
from protocol_spec.instant import MS, Duration, Instant, S
from reference_platform.decision import Scan
from reference_platform.platform import Platform
from simulator.fleet.bay import Bay
from simulator.fleet.site import phone_of
from simulator.people.intent import Deed, Intent
from simulator.runtime.virtual import after

PATIENCE: Duration = 10 * S
LOOKS_EVERY: Duration = 500 * MS
NOTICES_AFTER: Duration = 30 * S
_TO_THE_MACHINE = ("process", "amperes", "pace", "rests")


@dataclass(eq=False)
class _Work:
    """What somebody is at: until when, and how often he may scan for it yet."""

    intent: Intent
    ends: Instant
    scans: int = 2
    begun: bool = False


class Hands:
    """Of one bay. `scanned` counts what the platform answered, by reason."""

    def __init__(self, env: simpy.Environment, platform: Platform, bay: Bay) -> None:
        self._env = env
        self._platform = platform
        self._bay = bay
        self._work: _Work | None = None
        self.scanned: dict[str, int] = {}

    def do(self, intent: Intent) -> None:
        match intent.do:
            case Deed.SWITCH_ON:
                self._bay.switch_on()
            case Deed.SWITCH_OFF:
                self._stop()
                self._bay.stimulate(Stimulus("switch-off"))
            case Deed.SCAN:
                self._scan(intent)
            case Deed.WORK:
                self._begin(intent)
            case Deed.REST | Deed.LEAVE:
                if self._work is not None and self._work.intent.who == intent.who:
                    self._stop()
            case Deed.COVER_OPEN | Deed.COVER_CLOSE:
                self._cover(intent)
            case Deed.MOVE_MACHINE:
                self._bay.stimulate(Stimulus("move", dict(intent.values)))

    def _cover(self, intent: Intent) -> None:
        opens = intent.do is Deed.COVER_OPEN
        self._bay.stimulate(Stimulus("cover", {"value": opens}))
        if not opens and intent.values.get("purpose") == "shunt":
            self._bay.stimulate(Stimulus("shunt", {"value": True}))

    def _scan(self, intent: Intent) -> None:
        values, bay = intent.values, self._bay
        profile = bay.fitting.profile
        scan = Scan(
            qr_payload(int(values.get("qr", 0)) or bay.fitting.identity.qr),
            phone_of(str(values["phone"])),
            int(values.get("permit", 0)) or None,
            int(values.get("latitude", profile.latitude)),
            int(values.get("longitude", profile.longitude)),
        )
        reason = self._platform.scan(scan, bay.now)[1].reason.name
        self.scanned[reason] = self.scanned.get(reason, 0) + 1

    # ---- welding -------------------------------------------------------------------------------------------------

    def _begin(self, intent: Intent) -> None:
        self._stop()
        work = self._work = _Work(intent, self._bay.now + int(intent.values["seconds"]) * S)
        self._try(work)

    def _try(self, work: _Work) -> None:
        if self._work is not work or not self._bay.powered:
            return
        if self._is_on_for(work):
            self._weld(work)
        elif work.intent.values.get("phone") and work.scans:
            work.scans -= 1
            self._scan(work.intent)
            self._wait_for_power(work, self._bay.now + PATIENCE)
        else:
            self._work = None

    def _is_on_for(self, work: _Work) -> bool:
        """The machine gives something, and the phone says that it is for its owner."""
        phone = work.intent.values.get("phone")
        return self._bay.closed and phone in ("", self._platform.grants.holder(self._bay.truth.machine))

    def _wait_for_power(self, work: _Work, until: Instant) -> None:
        if self._work is not work:
            return
        if self._is_on_for(work):
            self._weld(work)
        elif self._bay.now < until:
            after(self._env, LOOKS_EVERY, lambda: self._wait_for_power(work, until))
        else:
            self._work = None

    def _weld(self, work: _Work) -> None:
        values = work.intent.values
        chosen = {key: values[key] for key in _TO_THE_MACHINE if key in values}
        self._bay.hands(work.intent.who)
        self._bay.stimulate(Stimulus("work", {"value": int(values["work"]), **chosen}))
        work.begun = True
        after(self._env, max(0, work.ends - self._bay.now), lambda: self._stop() if self._work is work else None)
        self._watch(work)

    def _watch(self, work: _Work) -> None:
        if self._work is not work:
            return
        if self._is_on_for(work):
            after(self._env, NOTICES_AFTER, lambda: self._watch(work))
        else:
            self._bay.stimulate(Stimulus("rest"))
            self._try(work)

    def _stop(self) -> None:
        work, self._work = self._work, None
        if work is not None and work.begun:
            self._bay.stimulate(Stimulus("rest"))
        self._bay.hands("")
