"""A day compressed by short parameters sends the same frames in virtual time, on a serial line and over a real broker.

`comparing.TOLERANCE` says what may differ and by how much; everything else is equal, frame by frame and field by field.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from protocol_spec.frame import read_frame
from protocol_spec.instant import MS, Instant, S
from simulator.runtime.realtime import Clock
from tests.realtime.comparing import differences
from tests.realtime.day import Played, on_a_line, over_mqtt, play_virtually
from tests.realtime.programme import LATE

NOON: Instant = 1_795_000_000 * S
ATTEMPTS = 4
BINDINGS = ("serial", "mqtt")


@pytest.mark.parametrize("binding", BINDINGS)
def test_the_day_holds_what_a_day_has(binding: str) -> None:
    titles = [
        frame.declared().title for data in play_virtually(binding, NOON) if (frame := read_frame(data)) is not None
    ]  # type: ignore[union-attr]
    assert titles.count("LOGIN") + titles.count("REGISTER") >= 2
    wanted = {"STATUS", "EVENT", "WELD_SAMPLES", "SESSION_SUMMARY", "COMMAND_RESULT", "PARAM_REPORT", "HEARTBEAT"}
    assert wanted <= set(titles)
    assert titles.count("SESSION_SUMMARY") == 3


@pytest.mark.parametrize("binding", BINDINGS)
def test_no_scheduler_decides_what_the_day_sends(binding: str) -> None:
    plain = play_virtually(binding, NOON)
    for latency in (0, 5 * MS, 20 * MS):
        assert not differences(plain, play_virtually(binding, NOON, latency)), latency
    for seed in range(12):
        assert not differences(plain, play_virtually(binding, NOON, 2 * MS, LATE, seed)), seed


def test_a_day_that_is_another_is_told_apart() -> None:
    """So that a comparison that sees nothing would be seen."""
    plain, later = play_virtually("mqtt", NOON), play_virtually("mqtt", NOON + 10 * S)
    assert {difference.field for difference in differences(plain, later)} >= {"time"}
    assert differences(plain, plain[:-1])
    assert differences(plain, plain[:3] + plain[4:])
    assert differences(plain, play_virtually("serial", NOON))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def mosquitto() -> Iterator[int | None]:
    """The port of a broker of its own; None where there is none."""
    binary = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if binary is None:
        if os.environ.get("ARCLOCK_REQUIRE_SERVERS"):
            pytest.fail("mosquitto is required here and not installed")
        yield None
        return
    port = free_port()
    process = subprocess.Popen([binary, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.realtime
def test_on_a_serial_line_and_over_a_real_mosquitto_the_frames_are_those_of_virtual_time(mosquitto: int | None) -> None:
    """A day that is another, and in which this machine was later than the day bears, has measured the machine: it is played
    again. One that was punctual has to be the same day."""
    wanted, late = {"serial", "mqtt"} if mosquitto else {"serial"}, []
    for _ in range(ATTEMPTS):
        for binding, played in asyncio.run(_play(wanted, mosquitto or 0)).items():
            found = differences(play_virtually(binding, played.booted), played.sent)
            assert not found or played.late >= LATE, "\n".join([binding, *map(str, found[:12])])
            if not found:
                wanted.discard(binding)
            late.append(played.late // MS)
        if not wanted:
            break
    else:
        pytest.fail(f"this machine is too busy: {late} ms late, and {LATE // MS} is too much")
    if mosquitto is None:
        pytest.skip("mosquitto is not installed (apt-get install mosquitto); on the serial line all was the same")


async def _play(bindings: set[str], port: int) -> dict[str, Played]:
    """All at once: a day is mostly waiting."""
    clock = Clock()
    played = await asyncio.gather(
        *(on_a_line(clock) if binding == "serial" else over_mqtt(clock, port) for binding in sorted(bindings))
    )
    return dict(zip(sorted(bindings), played, strict=True))
