"""Captures made byte by byte, and tshark to look at them with the exported dissector."""

import json
import os
import shutil
import struct
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from protocol_spec.edition import WTP1, Edition
from protocol_spec.export import dissector
from simulator.runtime.tape import Entry, Kind
from simulator.runtime.trace import TraceWriter

TERMINAL_PORT, PLATFORM_PORT, BROKER_PORT = 40_000, 7808, 1883
ACK, PUSH, FIN = 0x10, 0x08, 0x01


@dataclass(frozen=True)
class Segment:
    """What one side sends at once; `last` closes its half of the connection."""

    data: bytes
    source: int = TERMINAL_PORT
    target: int = PLATFORM_PORT
    last: bool = False


def tcp_capture(segments: Iterable[Segment]) -> bytes:
    """A pcap of Ethernet, IPv4 and TCP, a packet each millisecond; the checksums are zero, and nobody minds."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    sent: dict[tuple[int, int], int] = {}
    for index, segment in enumerate(segments):
        way, back = (segment.source, segment.target), (segment.target, segment.source)
        flags = ACK | PUSH | (FIN if segment.last else 0)
        tcp = struct.pack(">HHIIBBHHH", *way, 1 + sent.get(way, 0), 1 + sent.get(back, 0), 5 << 4, flags, 65535, 0, 0)
        sent[way] = sent.get(way, 0) + len(segment.data)
        payload = tcp + segment.data
        hosts = (
            b"\x0a\x00\x00\x02\x0a\x00\x00\x01"
            if segment.source > segment.target
            else b"\x0a\x00\x00\x01\x0a\x00\x00\x02"
        )
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), index, 0, 64, 6, 0) + hosts
        packet = b"\x02" * 6 + b"\x04" * 6 + b"\x08\x00" + ip + payload
        out += struct.pack("<IIII", 1_772_409_600, index * 1000, len(packet), len(packet)) + packet
    return out


def written(folder: Path, edition: Edition = WTP1) -> Path:
    """The exported dissector as a file."""
    path = folder / f"wtp{edition.number}.lua"
    path.write_text(dissector(edition), encoding="utf-8")
    return path


def trace(folder: Path, frames: Sequence[bytes]) -> Path:
    """A run's trace that holds these frames and nothing else."""
    path = folder / "trace.pcapng"
    with TraceWriter(path, "terminal") as writer:
        for index, frame in enumerate(frames):
            writer(Entry(1_772_409_600_000_000 + index, Kind.SENT, frame))
    return path


def capture(folder: Path, *segments: Segment) -> Path:
    path = folder / "stream.pcap"
    path.write_bytes(tcp_capture(segments))
    return path


def mqtt_publish(topic: str, payload: bytes) -> bytes:
    """A PUBLISH of MQTT 3.1.1, QoS 1, packet identifier 1."""
    rest = len(topic).to_bytes(2, "big") + topic.encode() + b"\x00\x01" + payload
    length, digits = len(rest), b""
    while True:
        length, digit = divmod(length, 128)
        digits += bytes([digit | (0x80 if length else 0)])
        if not length:
            return b"\x32" + digits + rest


def mqtt_connect(client: str) -> bytes:
    rest = b"\x00\x04MQTT\x04\x02\x00\x3c" + len(client).to_bytes(2, "big") + client.encode()
    return b"\x10" + bytes([len(rest)]) + rest


def tshark(capture: Path, script: Path, *options: str, language: str = "en") -> str:
    """What tshark prints; a complaint of the script is the test's failure."""
    found = shutil.which("tshark")
    if found is None:
        if os.environ.get("ARCLOCK_REQUIRE_SERVERS"):
            pytest.fail("tshark is required here and not installed")
        pytest.skip("tshark is not installed (apt-get install tshark)")
    done = subprocess.run(
        [found, "-X", f"lua_script:{script}", "-X", f"lua_script1:{language}", "-r", str(capture), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Lua" not in done.stderr, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Dissected:
    """What one packet says, field by field, in the order of the tree."""

    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field == name]

    @property
    def stream(self) -> int:
        """Which connection of the capture it belongs to, in order of appearance."""
        return int(self.all("tcp.stream")[0])

    @property
    def troubles(self) -> list[str]:
        return self.all("_ws.expert.message")

    @property
    def accused(self) -> list[str]:
        """Short names of the expert fields: `crc`, `malformed`."""
        return [name.split(".expert.")[1] for name, _ in self.fields if name.startswith("wtp") and ".expert." in name]


def dissected(capture: Path, script: Path, *options: str) -> list[Dissected]:
    # Without --no-duplicate-keys on purpose: that would gather equal fields and lose the order.
    packets = json.loads(tshark(capture, script, "-T", "json", *options), object_pairs_hook=list)
    return [Dissected(tuple(_leaves(packet))) for packet in packets]


def one(folder: Path, script: Path, frame: bytes) -> Dissected:
    packets = dissected(trace(folder, [frame]), script)
    assert len(packets) == 1
    return packets[0]


def _leaves(pairs: list[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list):
            if any(not isinstance(entry, tuple) for entry in value):
                raise AssertionError(f"{name} holds {value}")
            if not name.endswith("_tree"):
                yield name, ""
            yield from _leaves(value)
