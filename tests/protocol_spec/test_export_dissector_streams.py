"""The dissector under a real tshark: streams cut and joined, frames that lie, other ports, MQTT."""

from pathlib import Path

import pytest

from protocol_spec.checks import crc8_smbus, crc16_ibm_3740
from protocol_spec.edition import WTP1
from protocol_spec.frame import MAX_FRAME
from protocol_spec.vectors import MALFORMED, TERMINAL, VECTORS, Malformed
from tests.protocol_spec.captures import (
    BROKER_PORT,
    PLATFORM_PORT,
    TERMINAL_PORT,
    Dissected,
    Segment,
    capture,
    dissected,
    mqtt_connect,
    mqtt_publish,
    one,
    trace,
    tshark,
    written,
)
from tests.protocol_spec.dissection import HEARTBEAT, STATUS, UNLOCK


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("lua"))


def frames_in(packets: list[Dissected]) -> list[str]:
    return [number for packet in packets for number in packet.all("wtp1.sequence")]


@pytest.mark.parametrize("cut", [1, 7, 18, 19, 60, 10_000])
def test_frames_are_found_however_the_stream_is_cut(cut: int, script: Path, tmp_path: Path) -> None:
    vectors = [vector for vector in VECTORS if vector.frame[4] < 0x80 and not vector.title.startswith("GATEWAY")]
    stream = b"".join(vector.frame for vector in vectors)
    path = capture(tmp_path, *(Segment(stream[at : at + cut]) for at in range(0, len(stream), cut)))
    packets = dissected(path, script)
    assert frames_in(packets) == [str(vector.sequence) for vector in vectors]
    assert [packet.accused for packet in packets if set(packet.accused) - {"implausible"}] == []


def test_both_directions_of_a_connection_are_streams_of_their_own(script: Path, tmp_path: Path) -> None:
    down = {"source": PLATFORM_PORT, "target": TERMINAL_PORT}
    path = capture(
        tmp_path,
        Segment(STATUS.frame[:30]),
        Segment(UNLOCK.frame[:11], **down),
        Segment(STATUS.frame[30:]),
        Segment(UNLOCK.frame[11:], **down),
    )
    packets = dissected(path, script)
    assert frames_in(packets) == [str(STATUS.sequence), str(UNLOCK.sequence)]
    assert [packet.accused for packet in packets if packet.accused] == []


def test_noise_is_told_and_no_frame_behind_it_is_lost(script: Path, tmp_path: Path) -> None:
    packets = dissected(capture(tmp_path, Segment(b"RING\r\n" + HEARTBEAT.frame + b"W"), Segment(STATUS.frame)), script)
    assert frames_in(packets) == [str(HEARTBEAT.sequence), str(STATUS.sequence)]
    assert [name for packet in packets for name in packet.accused] == ["noise", "noise"]


def lying(frame: bytes, length: int) -> bytes:
    """The frame with another body length in its header, and header check and CRC to match."""
    head = frame[:15] + length.to_bytes(2, "big")
    covered = head + bytes([crc8_smbus(head)]) + frame[18:-2]
    return covered + crc16_ibm_3740(covered).to_bytes(2, "big")


@pytest.mark.parametrize(("promised", "there"), [(300, 41), (40, 41), (0, 41), (1024, 41)])
def test_a_length_that_lies_is_told_by_how_much_and_the_next_frame_is_found(
    promised: int, there: int, script: Path, tmp_path: Path
) -> None:
    path = capture(tmp_path, Segment(lying(STATUS.frame, promised) + HEARTBEAT.frame), Segment(STATUS.frame))
    packets = dissected(path, script)
    assert frames_in(packets) == [str(STATUS.sequence), str(HEARTBEAT.sequence), str(STATUS.sequence)]
    assert "length" in packets[0].accused
    text = f"the header promises a body of {promised} bytes, {there} are there ({there - promised:+d})"
    assert text in packets[0].troubles


@pytest.mark.parametrize("promised", [0, 40, 42, 1024])
def test_in_a_packet_of_its_own_a_lie_needs_no_frame_behind_it_to_be_found(
    promised: int, script: Path, tmp_path: Path
) -> None:
    packet = one(tmp_path, script, lying(STATUS.frame, promised))
    assert f"the header promises a body of {promised} bytes, 41 are there ({41 - promised:+d})" in packet.troubles
    assert packet.all("wtp1.crc.holds") == ["1"]
    assert packet.all("wtp1.status.supply") == ["0"]


def test_a_frame_that_was_cut_is_told_by_the_good_ones_behind_it(script: Path, tmp_path: Path) -> None:
    first, second = dissected(trace(tmp_path, [STATUS.frame[:30], HEARTBEAT.frame + UNLOCK.frame]), script)
    assert first.accused == []
    assert second.accused == ["malformed", "length"]
    assert "the header promises a body of 41 bytes, 12 are there (-29)" in second.troubles
    assert second.all("wtp1.crc.holds") == ["1", "1"]
    alone = ("-o", "tcp.desegment_tcp_streams:FALSE")
    assert dissected(capture(tmp_path, Segment(STATUS.frame[:30])), script, *alone)[0].troubles == second.troubles


@pytest.mark.parametrize("cut", [1, 17, 18, 40])
def test_a_trace_of_pieces_is_joined_each_way(cut: int, script: Path, tmp_path: Path) -> None:
    stream = b"noise" + STATUS.frame + HEARTBEAT.frame
    packets = dissected(trace(tmp_path, [stream[at : at + cut] for at in range(0, len(stream), cut)]), script)
    assert frames_in(packets) == [str(STATUS.sequence), str(HEARTBEAT.sequence)]
    assert {name for packet in packets for name in packet.accused} == {"noise"}


def test_a_wrong_crc_is_told_with_the_right_one_and_a_good_frame_inside_is_found(script: Path, tmp_path: Path) -> None:
    spoilt = STATUS.frame[:-1] + bytes([STATUS.frame[-1] ^ 1])
    packets = dissected(capture(tmp_path, Segment(spoilt + HEARTBEAT.frame)), script)
    assert packets[0].accused == ["crc"]
    right = int.from_bytes(STATUS.frame[-2:], "big")
    assert packets[0].troubles == [f"CRC is {right ^ 1:04X}, right is {right:04X} (FRM-08)"]
    cut = STATUS.frame[:25] + HEARTBEAT.frame
    packets = dissected(capture(tmp_path, Segment(cut + bytes(60))), script)
    assert frames_in(packets) == [str(STATUS.sequence), str(HEARTBEAT.sequence)]


def test_a_message_of_the_other_side_is_told(script: Path, tmp_path: Path) -> None:
    packets = dissected(capture(tmp_path, Segment(UNLOCK.frame)), script)
    assert packets[0].accused == ["wrong_direction"]


def test_a_stream_on_another_port_is_recognised_by_its_first_header(script: Path, tmp_path: Path) -> None:
    path = capture(
        tmp_path, Segment(STATUS.frame + HEARTBEAT.frame[:5], target=45555), Segment(HEARTBEAT.frame[5:], target=45555)
    )
    assert frames_in(dissected(path, script)) == [str(STATUS.sequence), str(HEARTBEAT.sequence)]


def test_the_packet_list_names_each_frame_of_a_segment(script: Path, tmp_path: Path) -> None:
    path = capture(tmp_path, Segment(STATUS.frame + HEARTBEAT.frame + b"!"), Segment(b"!" + HEARTBEAT.frame))
    lines = tshark(path, script, "-T", "fields", "-e", "_ws.col.Info").splitlines()
    heard = "HEARTBEAT #65535"
    assert lines == [
        f"STATUS #258 SYNCHRONISED UNLOCKED; {heard}; [1 bytes of noise]",
        f"[1 bytes of noise]; {heard}",
    ]


def test_decode_as_takes_any_port(script: Path, tmp_path: Path) -> None:
    path = capture(tmp_path, Segment(b"noise" + STATUS.frame, target=45555))
    assert frames_in(dissected(path, script)) == []
    assert frames_in(dissected(path, script, "-d", "tcp.port==45555,wtp1")) == [str(STATUS.sequence)]


def test_frames_in_mqtt_payloads_are_dissected(script: Path, tmp_path: Path) -> None:
    published = mqtt_publish(f"wtp/1/{TERMINAL}/up", STATUS.frame + HEARTBEAT.frame)
    path = capture(
        tmp_path, Segment(mqtt_connect(TERMINAL), target=BROKER_PORT), Segment(published, target=BROKER_PORT)
    )
    packets = dissected(path, script)
    assert frames_in(packets) == [str(STATUS.sequence), str(HEARTBEAT.sequence)]
    assert [packet.accused for packet in packets if packet.accused] == []


ACCUSED = {
    "FRM-02": {"edition"},
    "FRM-03": {"reserved_flags"},
    "FRM-04": {"response_flag"},
    "FRM-05": {"header_check", "noise"},
    "FRM-06": {"header_check"},
    "FRM-07": {"header_check"},
    "FRM-08": {"crc", "length"},
    "FRM-11": {"noise", "header_check", "length", "crc"},
    "FRM-12": {"length"},
    "FRM-13": {"unknown_code"},
    "FRM-14": {"malformed"},
    "FRM-15": {"wrong_direction"},
    "FRM-18": {"backfill_flag"},
    "FRM-24": {"malformed"},
    "FRM-25": {"malformed"},
    "FRM-26": {"malformed"},
    "BKF-06": {"malformed"},
    "GWY-04": {"malformed"},
}
"""What the dissector says, one of these, where a clause is broken that can be seen in the bytes. Tags, standings and whose
terminal it is cannot."""


def after(malformed: Malformed) -> int:
    """How many good frames to send behind, so that no promise of a body is left open."""
    return 1 + MAX_FRAME // len(malformed.frame_after)


def test_every_malformed_vector_is_accused_of_its_clause_and_no_good_frame_behind_it_is_lost(
    script: Path, tmp_path: Path
) -> None:
    segments = []
    for index, malformed in enumerate(MALFORMED):
        source, target = 20_000 + index, PLATFORM_PORT
        way = (source, target) if malformed.to == "platform" else (target, source)
        segments.append(Segment(malformed.data + malformed.frame_after * after(malformed), *way))
    streams: dict[int, list[Dissected]] = {}
    for packet in dissected(capture(tmp_path, *segments), script):
        streams.setdefault(packet.stream, []).append(packet)
    assert len(streams) == len(MALFORMED)
    for malformed, packets in zip(MALFORMED, streams.values(), strict=True):
        accused = {name for packet in packets for name in packet.accused}
        assert accused & ACCUSED.get(malformed.clause, accused) or malformed.clause not in ACCUSED, malformed.name
        if malformed.clause in ("BKF-06", "GWY-04"):
            told = [trouble for packet in packets for trouble in packet.troubles]
            assert any(f"({malformed.clause})" in trouble for trouble in told), f"{malformed.name}: {told}"
        title = WTP1.messages[malformed.frame_after[4]].title.lower()
        good = [name for packet in packets for name, _ in packet.fields if name == f"wtp1.{title}"]
        assert len(good) >= after(malformed), f"{malformed.name}: {len(good)} of {after(malformed)}"
