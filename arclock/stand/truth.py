"""What was really so, a line a second and one at each change: relay, currents, place, who holds the torch, which cheat.

It goes to a file and never onto the wire. What a terminal reported can be scored against it.
"""

import asyncio
import json
from pathlib import Path
from types import TracebackType
from typing import Any

from arclock.stand.happening import Happening
from arclock.stand.stand import Stand
from protocol_spec.instant import MS, S

EVERY = 1.0
OPERATOR = "at the stand"
"""Who holds the torch, while an arc burns."""


def true_now(stand: Stand) -> dict[str, Any]:
    """Seconds since the start, 0.1 A, 0.1 V, 1e-6 degree."""
    plant = stand.core.plant
    reading = plant.reading()
    return {
        "at": (stand.clock.now() - stand.booted) // MS * MS / S,
        "relay": int(plant.relay_closed),
        "arc_current": reading.arc_current,
        "mains_current": reading.mains_current,
        "arc_voltage": reading.arc_voltage,
        "latitude": plant.latitude,
        "longitude": plant.longitude,
        "operator": OPERATOR if plant.burning else None,
        "labels": sorted(stand.trouble.on["cheat"]),
        "faults": sorted(stand.trouble.on["fault"]),
    }


class TruthLog:
    """A listener; open it around the run.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, stand: Stand, path: Path) -> None:
        self._bench = stand
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8")
        stand.listeners.append(self)

    def __call__(self, happening: Happening) -> None:
        if happening["what"] in ("state", "cheat", "fault"):
            self._write()

    def __enter__(self) -> "TruthLog":
        self._task = asyncio.get_running_loop().create_task(self._sample())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._task.cancel()
        self._file.close()

    async def _sample(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self._bench.driver.wake()
            self._write()

    def _write(self) -> None:
        if not self._file.closed:
            self._file.write(json.dumps(true_now(self._bench)) + "\n")
            self._file.flush()
