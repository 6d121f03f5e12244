"""A trace is a pcapng that others can open, and a tape that replays; a damaged one is refused by name."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from protocol_spec.endpoint import Stimulus
from simulator.runtime.tape import Entry, Kind, pack_stimulus, unpack_stimulus
from simulator.runtime.trace import TraceUnreadable, TraceWriter, read_frames, read_trace

FRAME = bytes.fromhex("575401000499990100000000010005000451000000033a12")
TAPE = [
    Entry(1_772_409_600_000_000, Kind.LINK_UP),
    Entry(1_772_409_600_000_001, Kind.DATA, b"noise" + FRAME[:10]),
    Entry(1_772_409_600_500_000, Kind.DATA, FRAME[10:]),
    Entry(1_772_409_600_500_000, Kind.SENT, FRAME),
    Entry(1_772_409_601_000_000, Kind.STIMULUS, pack_stimulus(Stimulus("cover", {"value": True}))),
    Entry(1_772_409_602_000_000, Kind.TIMER),
    Entry(1_772_409_603_000_000, Kind.LINK_DOWN),
]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    path = tmp_path / "trace.pcapng"
    with TraceWriter(path, "terminal") as writer:
        for entry in TAPE:
            writer(entry)
    return path


def test_what_was_written_is_read_back(trace: Path) -> None:
    assert list(read_trace(trace)) == TAPE
    assert unpack_stimulus(TAPE[4].data) == Stimulus("cover", {"value": True})


def test_whole_frames_are_there_for_people_in_both_directions(trace: Path) -> None:
    assert [(outbound, frame) for _, outbound, frame in read_frames(trace)] == [(False, FRAME), (True, FRAME)]


def test_a_trace_cut_short_gives_what_it_has_or_says_so(trace: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcapng"
    cut.write_bytes(trace.read_bytes()[:-5])
    seen: list[Entry] = []
    with pytest.raises(TraceUnreadable, match=r"cut\.pcapng"):
        seen.extend(read_trace(cut))
    assert seen == TAPE[:-1]
    (tmp_path / "none.pcapng").write_bytes(b"hello")
    with pytest.raises(TraceUnreadable):
        list(read_trace(tmp_path / "none.pcapng"))


def test_tshark_opens_it(trace: Path) -> None:
    if shutil.which("tshark") is None:
        if os.environ.get("ARCLOCK_REQUIRE_SERVERS"):
            pytest.fail("tshark is required here and not installed")
        pytest.skip("tshark is not installed (apt-get install tshark)")
    done = subprocess.run(
        [
            "tshark",
            "-r",
            str(trace),
            "-T",
            "json",
            "-e",
            "frame.interface_name",
            "-e",
            "frame.len",
            "-e",
            "frame.time_epoch",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    layers = [packet["_source"]["layers"] for packet in json.loads(done.stdout)]
    frames = [layer for layer in layers if layer["frame.interface_name"] == ["wtp"]]
    assert len(layers) == 8
    assert [layer["frame.len"] for layer in frames] == [[str(len(FRAME))]] * 2
    assert layers[0]["frame.time_epoch"][0].startswith("1772409600.000000")
