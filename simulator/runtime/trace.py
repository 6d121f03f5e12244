"""A tape as a pcapng file: opens in Wireshark, and replays.

Interface 0 (`wtp`, USER0) holds whole frames in both directions, for people and dissectors. Interface 1 (`inputs`,
USER1) holds what the core was given, byte for byte as it was cut: one byte of kind, then the data. A replay takes its
inputs from interface 1 and the recorded answers from the outbound frames of interface 0; what is inbound on interface 0
is there to be read only.
"""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pcapng
from pcapng import blocks

from protocol_spec.instant import Instant
from protocol_spec.stream import StreamDecoder
from simulator.runtime.tape import Entry, Kind

LINKTYPE_USER0 = 147
LINKTYPE_USER1 = 148
_FRAMES, _INPUTS = 0, 1
_INBOUND, _OUTBOUND = 1, 2


class TraceUnreadable(Exception):
    """The file is no trace of ours, or it is cut in the middle of a block."""


class TraceWriter:
    """Append-only; what was written before a crash can be read."""

    def __init__(self, path: Path, endpoint: str) -> None:
        self._stream = path.open("wb", buffering=0)
        section = blocks.SectionHeader(options={"shb_userappl": "arclock"})
        self._frames = self._interface(section, LINKTYPE_USER0, "wtp", f"frames as {endpoint} saw them")
        self._inputs = self._interface(section, LINKTYPE_USER1, "inputs", f"inputs of {endpoint}")
        self._section = section
        self._writer = pcapng.FileWriter(self._stream, section)
        self._decoder = StreamDecoder()

    def __call__(self, entry: Entry) -> None:
        if entry.kind is Kind.SENT:
            self._packet(self._frames, entry.at, entry.data, _OUTBOUND)
            return
        self._packet(self._inputs, entry.at, bytes([entry.kind.value]) + entry.data, _INBOUND)
        if entry.kind is Kind.DATA:
            for frame in self._decoder.receive(entry.data, entry.at):
                self._packet(self._frames, entry.at, frame.encode(), _INBOUND)

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> "TraceWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @staticmethod
    def _interface(section: Any, linktype: int, name: str, description: str) -> Any:
        return section.new_member(
            blocks.InterfaceDescription,
            link_type=linktype,
            snaplen=0,
            options={"if_name": name, "if_description": description},
        )

    def _packet(self, interface: Any, at: Instant, data: bytes, direction: int) -> None:
        block = self._section.new_member(
            blocks.EnhancedPacket,
            interface_id=interface.interface_id,
            timestamp_high=at >> 32,
            timestamp_low=at & 0xFFFFFFFF,
            packet_len=len(data),
            packet_data=data,
        )
        block.options["epb_flags"] = direction
        self._writer.write_block(block)


def read_trace(path: Path) -> Iterator[Entry]:
    """The tape of a trace, in order."""
    for interface, at, data, direction in _packets(path):
        if interface == _FRAMES and direction == _OUTBOUND:
            yield Entry(at, Kind.SENT, data)
        elif interface == _INPUTS:
            yield Entry(at, Kind(data[0]), data[1:])


def read_frames(path: Path) -> Iterator[tuple[Instant, bool, bytes]]:
    """(time, sent by the recorded endpoint, bytes) of each whole frame."""
    for interface, at, data, direction in _packets(path):
        if interface == _FRAMES:
            yield at, direction == _OUTBOUND, data


def _packets(path: Path) -> Iterator[tuple[int, Instant, bytes, int]]:
    with path.open("rb") as stream:
        try:
            for block in pcapng.FileScanner(stream):
                if isinstance(block, blocks.EnhancedPacket):
                    at = block.timestamp_high << 32 | block.timestamp_low
                    yield block.interface_id, at, block.packet_data, int(block.options["epb_flags"]) & 3
        except Exception as error:  # whatever a damaged file makes of the scanner, it is one fault to us
            raise TraceUnreadable(f"{path}: {error or type(error).__name__}") from error
