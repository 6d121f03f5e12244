"""The dissector under a real tshark: every typed vector field by field, streams cut and joined, frames that are wrong."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol_spec.codes import ClockState, Flag, Result
from protocol_spec.edition import WTP1
from protocol_spec.export import dissector
from protocol_spec.export.declarations import HOLDS
from protocol_spec.frame import Frame, frame_of
from protocol_spec.message import BodyError, Message
from protocol_spec.messages import (
    BackfillBatch,
    GatewayUp,
    ParamReport,
    Sample,
    Stored,
    UpgradeChunk,
    WeldSamples,
)
from protocol_spec.parameters import PARAMETERS
from protocol_spec.vectors import TERMINAL, VECTORS
from tests.protocol_spec.captures import dissected, one, trace, tshark, written
from tests.protocol_spec.dissection import STATUS, UNLOCK, assert_says, implausible
from tests.protocol_spec.everything import EMPTY, SAMPLE, SECOND
from tests.protocol_spec.strategies import DECLARED, bodies, calm


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("lua"))


def test_every_typed_vector_is_dissected_as_it_was_typed(script: Path, tmp_path: Path) -> None:
    packets = dissected(trace(tmp_path, [vector.frame for vector in VECTORS]), script)
    assert len(packets) == len(VECTORS)
    for vector, packet in zip(VECTORS, packets, strict=True):
        message = WTP1.messages[vector.frame[4]]
        assert packet.all("wtp1.terminal")[0] == vector.terminal
        assert packet.all("wtp1.sequence")[0] == str(vector.sequence)
        assert packet.all("wtp1.flags")[0] == f"0x{vector.flags:02x}"
        assert packet.all("wtp1.tag")[-1:] == ([vector.tag.hex(":")] if vector.tag else [])
        assert packet.all("wtp1.check.holds")[0] == packet.all("wtp1.crc.holds")[0] == "1"
        assert packet.accused == ["implausible"] * implausible(message, vector.values), (
            f"{vector.name}: {packet.troubles}"
        )
        assert_says(packet, message, vector.values)


def test_a_message_somebody_adds_is_dissected_with_every_form(tmp_path: Path) -> None:
    samples = [SAMPLE, EMPTY]
    frames = [frame_of(sample, TERMINAL, 1).encode() for sample in samples]
    packets = dissected(trace(tmp_path, frames), written(tmp_path, SECOND))
    for sample, packet in zip(samples, packets, strict=True):
        assert packet.accused == [], packet.troubles
        assert_says(packet, type(sample), sample.values())
    assert packets[0].all("wtp2.everything.heat.value") == ["-12.5"]
    assert packets[1].all("wtp2.everything.heat.value") == [], "not available is no measurement"
    assert packets[0].all("wtp2.everything.lamps.right") == ["1"]


def test_rows_records_and_carried_frames_are_opened(script: Path, tmp_path: Path) -> None:
    samples = tuple(Sample(mains_current=i, arc_current=2 * i, arc_voltage=65535) for i in (3, 4))
    welds = WeldSamples(record=7, time=1_000, clock=ClockState.UPTIME, grant=1, samples=samples)
    batch = BackfillBatch(records=tuple(Stored(code=m.code, body=m.encode()) for m in (welds, welds)))
    tagged = Frame(0xA0, TERMINAL, UNLOCK.sequence, UNLOCK.vector.body, Flag.SECURED, tag=bytes(range(8)))
    envelope = GatewayUp.around([STATUS.frame, tagged.encode()])
    report = ParamReport(
        answers=1, result=Result.OK, culprit=0, more=0, items=tuple(p.item(p.default) for p in PARAMETERS)
    )
    sent = [frame_of(batch, TERMINAL, 1, Flag.BACKFILL), frame_of(envelope, TERMINAL, 2), frame_of(report, TERMINAL, 3)]
    packets = dissected(trace(tmp_path, [frame.encode() for frame in sent]), script)
    assert [packet.accused for packet in packets] == [[], [], []], [packet.troubles for packet in packets]
    assert packets[0].all("wtp1.weld_samples.samples.mains_current") == ["3", "4", "3", "4"]
    assert packets[0].all("wtp1.weld_samples.samples.arc_current.value")[1] == "0.8"
    assert packets[1].all("wtp1.sequence") == ["2", str(STATUS.sequence), str(UNLOCK.sequence)]
    assert packets[1].all("wtp1.status.arc_current") == [str(STATUS.values["arc_current"])]
    assert packets[1].all("wtp1.tag") == ["00:01:02:03:04:05:06:07"]
    for parameter in PARAMETERS:
        default = parameter.default
        shown = default if isinstance(default, str) else str(int(default))
        assert packets[2].all(f"wtp1.parameter.{parameter.name}") == [shown]


def test_the_packet_list_says_what_a_frame_is(script: Path, tmp_path: Path) -> None:
    vectors = {vector.name: vector.frame for vector in VECTORS}
    names = ["heartbeat", "command_result", "status while welding"]
    path = trace(tmp_path, [vectors[name] for name in names])
    lines = tshark(path, script, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info").splitlines()
    assert lines == [
        "WTP\tHEARTBEAT #65535",
        "WTP\tCOMMAND_RESULT #10 answers #3 RELAY_FAULT CLOSED",
        "WTP\tSTATUS #258 SYNCHRONISED UNLOCKED",
    ]


def test_units_sentinels_and_names_in_both_languages(script: Path, tmp_path: Path) -> None:
    path = trace(tmp_path, [vector.frame for vector in VECTORS if vector.title == "STATUS"])
    english = tshark(path, script, "-V")
    assert "Current of the arc side: 120.0 A (1200)" in english
    assert "Latitude: 34.747000 ° (34747000)" in english
    assert "Signal strength, below 0 dBm: -79 dBm (79)" in english
    assert "Current of the arc side: sensor fault (65534)" in english
    assert "Arc voltage: not available (65535)" in english
    chinese = tshark(path, script, "-V", language="zh")
    assert "焊接电流: 120.0 A (1200)" in chinese
    assert "焊接电压: 不可用 (65535)" in chinese
    assert "锁定状态: UNLOCKED (已解锁) (1)" in chinese


def test_what_is_on_the_wire_and_what_was_measured_can_both_be_filtered(script: Path, tmp_path: Path) -> None:
    path = trace(tmp_path, [vector.frame for vector in VECTORS])
    count = sum(vector.title == "STATUS" for vector in VECTORS)
    for wanted, found in [
        ("wtp1.status", count),
        ("wtp1.status.arc_current == 1200", 1),
        ("wtp1.status.arc_current.value > 119.9 && wtp1.status.arc_current.value < 6000", 1),
        (f'wtp1.terminal == "{TERMINAL}"', sum(vector.terminal == TERMINAL for vector in VECTORS)),
        ("wtp1.flags.secured == 1", sum(bool(vector.secured) for vector in VECTORS)),
    ]:
        assert len(tshark(path, script, "-Y", wanted).splitlines()) == found, wanted


# ---- frames that are wrong


def test_a_header_whose_check_is_wrong_is_told_with_the_right_one(script: Path, tmp_path: Path) -> None:
    packet = one(tmp_path, script, STATUS.frame[:17] + b"\x00" + STATUS.frame[18:])
    assert packet.accused[0] == "header_check"
    assert f"header check is 00, right is {STATUS.frame[17]:02X} (FRM-06)" in packet.troubles


def heartbeat(**changes: object) -> bytes:
    values = {"code": 0x04, "terminal": TERMINAL, "sequence": 5, "body": bytes(4)} | changes
    return Frame(**values).encode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("frame", "accused", "told"),
    [
        (heartbeat(flags=0x40), ["reserved_flags"], "flags 40: bits 4 to 7 must be zero (FRM-03)"),
        (heartbeat(flags=1), ["response_flag"], "HEARTBEAT with RESPONSE set (FRM-04)"),
        (heartbeat(flags=4), ["backfill_flag"], "HEARTBEAT holds no record, and BACKFILL is set (FRM-18)"),
        (heartbeat(code=0x5F), ["unknown_code"], "code 5F is not declared (FRM-13)"),
        (heartbeat(edition=9), ["edition"], "edition 9 is not known here (FRM-02)"),
        (
            heartbeat(body=bytes(3)),
            ["malformed"],
            "oldest takes 4 bytes, and the body ends (FRM-14), byte 0 of the body",
        ),
        (heartbeat(body=bytes(6)), ["malformed"], "2 bytes after the last field (FRM-14), byte 4 of the body"),
        (heartbeat(code=0x14, body=b"\x00"), ["malformed"], "records: there are none (BKF-06), byte 1 of the body"),
        (heartbeat(code=0x30, body=b"\x00"), ["malformed"], "frames: there are none (GWY-04), byte 1 of the body"),
        (
            heartbeat(code=0x30, body=b"\x01\x00\x02WT"),
            ["malformed"],
            "what is carried is no frame: too short for a header (GWY-04), byte 5 of the body",
        ),
        (
            heartbeat(code=0x30, body=GatewayUp.around([UNLOCK.frame[:-1]]).encode()),
            ["malformed"],
            "what is carried is no frame: 57 bytes are carried, the header promises 58 (GWY-04), byte 60 of the body",
        ),
        (
            heartbeat(code=0x03, body=b"\x63" + bytes(4)),
            ["malformed"],
            "reason: 99 is not in LogoutReason (FRM-14), byte 0 of the body",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_what_is_wrong_is_told_with_its_clause(
    frame: bytes, accused: list[str], told: str, script: Path, tmp_path: Path
) -> None:
    packet = one(tmp_path, script, frame)
    assert packet.accused == accused, packet.troubles
    assert packet.troubles == [told]


def test_text_that_is_no_utf8_milliseconds_and_limits_are_malformed(script: Path, tmp_path: Path) -> None:
    register = next(vector for vector in VECTORS if vector.title == "REGISTER")
    chunk = UpgradeChunk(upgrade=1, offset=0, data=bytes(10)).encode()
    bodies = [
        (0x01, register.body_with("hardware", "02 C3 28")),
        (0x01, register.body_with("hardware", "21" + " 41" * 33)),
        (0x10, STATUS.vector.body_with("time", "69 23 B5 53 03 E8")),
        (0xA5, chunk[:8] + b"\x03\xc1" + bytes(961)),
    ]
    packets = dissected(trace(tmp_path, [heartbeat(code=code, body=body) for code, body in bodies]), script)
    assert [packet.troubles for packet in packets] == [
        ["hardware: not UTF-8 at byte 0 (FRM-24), byte 4 of the body"],
        ["hardware: 33 are more than 32 (FRM-24), byte 4 of the body"],
        ["time: 1000 milliseconds are more than 999 (FRM-14), byte 4 of the body"],
        ["data: 961 are more than 960 (FRM-25), byte 8 of the body"],
    ]


def test_text_that_python_would_not_read_as_utf8_is_none(script: Path, tmp_path: Path) -> None:
    typed = ["C0 80", "C1 BF", "E0 9F BF", "ED A0 80", "F0 8F BF BF", "F4 90 80 80", "F5 80 80 80", "80", "E7 94"]
    register = next(vector for vector in VECTORS if vector.title == "REGISTER")
    frames = []
    for octets in map(bytes.fromhex, typed):
        with pytest.raises(UnicodeDecodeError):
            octets.decode()
        body = register.body_with("hardware", bytes([1 + len(octets)]).hex() + "41" + octets.hex())
        frames.append(heartbeat(code=0x01, body=body))
    packets = dissected(trace(tmp_path, frames), script)
    told = ["hardware: not UTF-8 at byte 1 (FRM-24), byte 4 of the body"]
    assert [packet.troubles for packet in packets] == [told] * len(typed)


def test_a_terminal_id_inside_a_body_has_to_be_digits(script: Path, tmp_path: Path) -> None:
    body = bytes.fromhex("999902000000000A") + b"\x00\xff"
    packet = one(tmp_path, script, heartbeat(code=0x31, body=body))
    assert packet.troubles == ["terminal: 999902000000000A has a nibble that is no digit (FRM-14), byte 0 of the body"]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("arc_current", "4E 21", "Current of the arc side: 20001 is over 20000 (FRM-27)"),
        ("temperature", "FD A8", "Temperature of the module: -600 is under -550 (FRM-27)"),
    ],
)
def test_a_value_that_is_not_plausible_is_noted_and_not_malformed(
    field: str, typed: str, told: str, script: Path, tmp_path: Path
) -> None:
    packet = one(tmp_path, script, heartbeat(code=0x10, body=STATUS.vector.body_with(field, typed)))
    assert packet.accused == ["implausible"]
    assert packet.troubles == [told]


def test_equal_declarations_give_equal_bytes() -> None:
    assert dissector() == dissector()


def test_messages_without_a_field_have_a_line_too(script: Path, tmp_path: Path) -> None:
    packet = one(tmp_path, script, heartbeat(code=0x05, body=b""))
    assert packet.accused == []
    assert packet.all("wtp1.time_request") == [""]


# ---- the codec's judgement, and the dissector's


def opaque(message: type[Message]) -> bool:
    """Whether a row holds bytes of their own meaning, which the dissector opens and the codec does not."""
    return any(spec.kind.group in HOLDS for spec in message.fields().values())


@st.composite
def bodies_of_anything(draw: st.DrawFn) -> tuple[type[Message], bytes]:
    message = draw(st.sampled_from(DECLARED))
    return message, draw(bodies(message))


@given(st.lists(bodies_of_anything(), min_size=1, max_size=60))
@settings(calm, max_examples=12)
def test_the_dissector_refuses_the_bodies_that_the_codec_refuses_and_names_its_clause(
    script: Path, drawn: list[tuple[type[Message], bytes]]
) -> None:
    """Field by field. What only a whole body can have wrong (`flaw`: LCK-29, UPG-17) the dissector leaves to a receiver."""
    flags = [Flag.RESPONSE if message.response else Flag.NONE for message, _ in drawn]
    frames = [Frame(m.code, TERMINAL, 0, body, flag) for (m, body), flag in zip(drawn, flags, strict=True)]
    with TemporaryDirectory() as folder:
        packets = dissected(trace(Path(folder), [frame.encode() for frame in frames]), script)
    for (declared, body), frame, packet in zip(drawn, frames, packets, strict=True):
        message = declared.codec.parse(body)
        where = frame.encode().hex()
        if isinstance(message, BodyError):
            assert "malformed" in packet.accused, where
            assert f"({message.clause})" in packet.troubles[-1], f"{where}: {message} {packet.troubles}"
        elif isinstance(frame.message(), Message):
            assert "malformed" not in packet.accused or opaque(type(message)), f"{where}: {packet.troubles}"
            if not opaque(type(message)):
                assert_says(packet, type(message), message.values())
