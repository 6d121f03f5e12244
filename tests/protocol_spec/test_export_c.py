"""The C header compiles without a word, and a C program reads the typed vectors with it."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from protocol_spec.checks import crc8_smbus
from protocol_spec.codes import Side
from protocol_spec.edition import WTP1, Edition
from protocol_spec.export import NameTaken, c_header
from protocol_spec.export.names import snake
from protocol_spec.export.places import Place, places
from protocol_spec.frame import frame_of
from protocol_spec.kinds import Form, u8
from protocol_spec.message import Message, field
from protocol_spec.parameters import PARAMETERS
from protocol_spec.vectors import VECTORS
from tests.protocol_spec.compiling import compiled
from tests.protocol_spec.everything import EMPTY, SAMPLE, SECOND

READER = r"""
#include "wtp1.h"
#include "wtp1.h"
#include <stdio.h>
#include <inttypes.h>

static uint8_t frame[2 * WTP_MAX_FRAME];

static int read_line(size_t *size)
{
    int high, low;
    *size = 0;
    for (;;) {
        high = getchar();
        if (high == EOF) return 0;
        if (high == '\n') return 1;
        low = getchar();
        high = high <= '9' ? high - '0' : high - 'a' + 10;
        low = low <= '9' ? low - '0' : low - 'a' + 10;
        frame[(*size)++] = (uint8_t)(high << 4 | low);
    }
}

static void put_hex(const uint8_t *at, size_t size)
{
    while (size-- > 0) printf("%02x", *at++);
}

static void put_unsigned(const uint8_t *at, size_t size)
{
    switch (size) {
    case 1: printf("%u", (unsigned)wtp_get_u8(at)); break;
    case 2: printf("%u", (unsigned)wtp_get_u16(at)); break;
    case 4: printf("%" PRIu32, wtp_get_u32(at)); break;
    default: printf("%" PRIu64, wtp_get_u64(at)); break;
    }
}

static void put_signed(const uint8_t *at, size_t size)
{
    switch (size) {
    case 1: printf("%d", (int)wtp_get_i8(at)); break;
    case 2: printf("%d", (int)wtp_get_i16(at)); break;
    default: printf("%" PRId32, wtp_get_i32(at)); break;
    }
}

static void put_time(const uint8_t *at, size_t size)
{
    (void)size;
    printf("%" PRIu64, ((uint64_t)wtp_get_u32(at) * 1000u + wtp_get_u16(at + 4)) * 1000u);
}

#define FIELD(put, name, place) printf(" %s=", name); put(body + place##_OFFSET, place##_SIZE)

int main(void)
{
    size_t size;
    while (read_line(&size)) {
        const struct wtp_message *known = wtp_message_of(frame[WTP_HEADER_CODE_OFFSET]);
        const uint8_t *body = frame + WTP_HEADER_SIZE;
        printf("header=%d crc=%d name=%s code=%u sequence=%u length=%u",
               wtp_frame_size(frame) == size, wtp_crc_holds(frame, size), known ? known->name : "?",
               (unsigned)frame[WTP_HEADER_CODE_OFFSET],
               (unsigned)wtp_get_u16(frame + WTP_HEADER_SEQUENCE_OFFSET),
               (unsigned)wtp_get_u16(frame + WTP_HEADER_LENGTH_OFFSET));
        switch (frame[WTP_HEADER_CODE_OFFSET]) {
@CASES@
        default: break;
        }
        printf("\n");
    }
    return 0;
}
"""


def put(place: Place) -> str:
    match place.kind.form:
        case Form.TIME:
            return "put_time"
        case Form.TERMINAL | Form.OCTETS:
            return "put_hex"
        case _:
            return "put_signed" if place.kind.signed else "put_unsigned"


def reader(edition: Edition) -> str:
    """A program that prints each frame of standard input (a line of hex each) and every field that has an offset."""
    cases = []
    for message in edition.messages.values():
        name = snake(message.title).upper()
        cases.append(f"        case WTP_CODE_{name}:")
        for place in places(message):
            if place.offset is not None and place.kind.size is not None:
                cases.append(f'            FIELD({put(place)}, "{place.name}", WTP_{name}_{place.name.upper()});')
        cases.append("            break;")
    return READER.replace("@CASES@", "\n".join(cases)).replace("wtp1.h", f"wtp{edition.number}.h")


def header_in(folder: Path, edition: Edition = WTP1) -> Path:
    (folder / f"wtp{edition.number}.h").write_text(c_header(edition), encoding="utf-8")
    return folder


def read_by(program: Path, frames: list[bytes]) -> list[dict[str, str]]:
    lines = "".join(frame.hex() + "\n" for frame in frames)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return [dict(word.split("=", 1) for word in line.split()) for line in done.stdout.splitlines()]


def plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return str(int(value)) if isinstance(value, int) else str(value)


def fixed_values(message: type[Message], values: Mapping[str, object]) -> dict[str, str]:
    fixed = [place.name for place in places(message) if place.offset is not None and place.kind.size is not None]
    return {name: plain(values[name]) for name in fixed}


def test_a_c_program_reads_every_typed_vector_as_it_was_typed(tmp_path: Path) -> None:
    program = compiled(reader(WTP1), header_in(tmp_path))
    read = read_by(program, [vector.frame for vector in VECTORS])
    assert len(read) == len(VECTORS)
    for vector, said in zip(VECTORS, read, strict=True):
        code = vector.frame[4]
        expected = {
            "header": "1",
            "crc": "1",
            "name": vector.title,
            "code": str(code),
            "sequence": str(vector.sequence),
            "length": str(len(vector.body)),
        }
        assert said == expected | fixed_values(WTP1.messages[code], vector.values), vector.name


def with_header(frame: bytes, at: int, octets: bytes) -> bytes:
    """The frame with some bytes of its header replaced, and the header check made right again."""
    head = frame[:at] + octets + frame[at + len(octets) : 17]
    return head + bytes([crc8_smbus(head)]) + frame[18:]


def test_a_spoilt_header_is_not_believed_and_a_spoilt_crc_does_not_hold(tmp_path: Path) -> None:
    good = VECTORS[0].frame
    long = with_header(good[:18] + bytes(1025 + 10), 15, (1025).to_bytes(2, "big"))
    spoilt = {
        "check": good[:2] + b"\x02" + good[3:],
        "magic": with_header(good, 0, b"XT"),
        "length": long,
        "high nibble": with_header(good, 5, b"\xa9"),
        "low nibble": with_header(good, 12, b"\x4a"),
    }
    read = read_by(compiled(reader(WTP1), header_in(tmp_path)), [*spoilt.values(), good[:-1] + bytes([good[-1] ^ 1])])
    assert {name: said["header"] for name, said in zip(spoilt, read, strict=False)} == dict.fromkeys(spoilt, "0")
    assert (read[-1]["header"], read[-1]["crc"]) == ("1", "0")


def test_a_message_somebody_adds_is_in_the_header_with_every_form(tmp_path: Path) -> None:
    program = compiled(reader(SECOND), header_in(tmp_path, SECOND))
    samples = [SAMPLE, EMPTY]
    read = read_by(program, [frame_of(sample, "9999010000000042", 1).encode() for sample in samples])
    for sample, said in zip(samples, read, strict=True):
        assert said["name"] == "EVERYTHING"
        for name, value in fixed_values(type(sample), sample.values()).items():
            assert said[name] == value, name


CONSTANTS = r"""
#include "wtp1.h"
#include <stdio.h>
#include <inttypes.h>
#define SAY(name) printf("%s %" PRId64 "\n", #name, (int64_t)(name))
int main(void)
{
    static const uint8_t digits[9] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    printf("crc8 %d\n", wtp_crc8(digits, 9));
    printf("crc16 %d\n", wtp_crc16(digits, 9));
@SAYS@
    return 0;
}
"""


def test_constants_have_the_values_of_the_declarations(tmp_path: Path) -> None:
    expected = {"crc8": 0xF4, "crc16": 0x29B1, "WTP_MAX_FRAME": 1052, "WTP_TCP_PORT": 7808, "WTP_BODY_WAIT_MS": 2000}
    expected |= {"WTP_RESULT_BAD_TAG": 8, "WTP_EVENT_CODE_BYPASS": 4, "WTP_CAPABILITY_ARC_VOLTAGE": 8}
    expected |= {"WTP_STATUS_TEMPERATURE_ABSENT": 0x7FFF, "WTP_STATUS_ENERGY_FAULT": 0xFFFF_FFFE}
    expected |= {"WTP_STATUS_LATITUDE_LOW": -180_000_000, "WTP_TIMER_HEARTBEAT_HIGH": 240, "WTP_ROW_SAMPLE_SIZE": 6}
    expected |= {"WTP_ROW_SAMPLE_ARC_VOLTAGE_OFFSET": 4, "WTP_WELD_SAMPLES_SAMPLES_LIMIT": 120}
    for parameter in PARAMETERS:
        expected[f"WTP_PARAM_{parameter.name.upper()}"] = parameter.id
        if not isinstance(parameter.default, str):
            expected[f"WTP_PARAM_{parameter.name.upper()}_DEFAULT"] = int(parameter.default)
    says = "\n".join(f"    SAY({name});" for name in expected if name.startswith("WTP_"))
    program = compiled(CONSTANTS.replace("@SAYS@", says), header_in(tmp_path))
    said = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert {name: int(value) for name, value in (line.split() for line in said.splitlines())} == expected


@pytest.mark.parametrize("edition", [WTP1, SECOND], ids=lambda e: e.name)
def test_it_is_c_plus_plus_too(edition: Edition, tmp_path: Path) -> None:
    name = f"wtp{edition.number}.h"
    source = f'#include "{name}"\n#include "{name}"\nint main() {{ return wtp_message_of(WTP_MAGIC_0) != 0; }}\n'
    compiled(source, header_in(tmp_path, edition), name="g++", standard="c++11", suffix=".cpp")


def test_what_is_put_is_what_is_got(tmp_path: Path) -> None:
    source = r"""
#include "wtp1.h"
int main(void)
{
    static const int32_t numbers[] = {INT32_MIN, INT32_MIN + 1, -65536, -1, 0, 1, 65536, INT32_MAX};
    uint8_t at[8];
    size_t i;
    int32_t all;
    for (i = 0; i < 8; i++) {
        wtp_put_i32(at, numbers[i]);
        if (wtp_get_i32(at) != numbers[i]) return 1;
    }
    for (all = INT16_MIN; all <= INT16_MAX; all++) {
        wtp_put_i16(at, (int16_t)all);
        if (wtp_get_i16(at) != all) return 2;
    }
    for (all = INT8_MIN; all <= INT8_MAX; all++) {
        wtp_put_i8(at, (int8_t)all);
        if (wtp_get_i8(at) != all) return 3;
    }
    wtp_put_u64(at, UINT64_C(0x0102030405060708));
    for (i = 0; i < 8; i++) if (at[i] != i + 1) return 4;
    return wtp_get_u64(at) == UINT64_C(0x0102030405060708) ? 0 : 5;
}
"""
    assert subprocess.run([compiled(source, header_in(tmp_path))], check=False).returncode == 0


def test_labels_answers_and_severities_are_said() -> None:
    text = c_header()
    for name, label in (("SESSION", "session"), ("PERMIT", "permit"), ("MQTT", "mqtt"), ("IMAGE", "image")):
        assert re.search(rf'#define WTP_{name}_LABEL +"WTP/1 {label}" +/\* Begins .* \([A-Z]{{3}}-\d\d\)', text)
    assert re.search(r"WTP_CODE_LOCK .*answered by COMMAND_RESULT \*/", text)
    assert re.search(r"WTP_EVENT_CODE_GAS = 7, .*; alarm; value: concentration", text)
    assert re.search(r"WTP_PLATFORM_ACK_ANSWERED_OFFSET .*u8, a WTP_CODE_:", text)


def test_two_things_of_one_name_are_refused_and_named() -> None:
    third = Edition(3, "WTP/3")

    class Beat(Message, edition=third, code=0x04, sender=Side.TERMINAL, clause="SES-06", zh="甲", title="BEAT"):
        size: int = field(u8, "FRM-01", "size", "大小")

    class Size(Message, edition=third, code=0x05, sender=Side.TERMINAL, clause="SES-06", zh="乙", title="BEAT"):
        other: int = field(u8, "FRM-01", "other", "其他")

    assert Beat.title == Size.title
    with pytest.raises(NameTaken, match="WTP_CODE_BEAT"):
        c_header(third)


def test_equal_declarations_give_equal_bytes() -> None:
    assert c_header() == c_header()
