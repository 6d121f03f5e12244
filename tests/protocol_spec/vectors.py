"""Frames of WTP/1 edition 1, typed by hand from the layout of the specification.

One string of hex per field, in wire order, with what it says beside it. Nothing here comes out of the codec: the CRC-16
was computed with `binascii.crc_hqx(bytes, 0xFFFF)`, the header check bit by bit, the tags with `hmac` over the typed
bytes, and then all of them were frozen. This file imports nothing of the codec, so that an error of it cannot hide here:
codes are plain numbers, times are microseconds since 1970 in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass

TERMINAL = "9999010000000042"
TERMINAL_KEY = "000102030405060708090A0B0C0D0E0F"

HEADER_PIECES = 8
"""Magic, edition, flags, code, terminal, sequence, body length, header check."""


@dataclass(frozen=True)
class Secured:
    """How the tag was made. `direction` is the byte before the frame in the tag's input: 0 terminal, 1 platform."""

    suite: int
    key: str
    direction: str


@dataclass(frozen=True)
class Vector:
    """`pieces` is the frame, field by field; `values` is what the body says; `flags` and `sequence` the header."""

    name: str
    title: str
    flags: int
    sequence: int
    pieces: tuple[str, ...]
    values: Mapping[str, int | str | bytes]
    secured: Secured | None = None

    @property
    def frame(self) -> bytes:
        return bytes.fromhex("".join(self.pieces))

    @property
    def header(self) -> bytes:
        return bytes.fromhex("".join(self.pieces[:HEADER_PIECES]))

    @property
    def body_pieces(self) -> tuple[str, ...]:
        return self.pieces[HEADER_PIECES : -2 if self.secured else -1]

    @property
    def body(self) -> bytes:
        return bytes.fromhex("".join(self.body_pieces))

    @property
    def tag(self) -> bytes:
        return bytes.fromhex(self.pieces[-2]) if self.secured else b""

    def body_before(self, field: str) -> bytes:
        """The body up to where this field begins."""
        return bytes.fromhex("".join(self.body_pieces[: list(self.values).index(field)]))

    def body_with(self, field: str, piece: str) -> bytes:
        """The body with the bytes of one field replaced."""
        names = list(self.values)
        return bytes.fromhex(
            "".join(piece if name == field else own for name, own in zip(names, self.body_pieces, strict=True))
        )


VECTORS = (
    Vector(
        name="register",
        title="REGISTER",
        flags=2,
        sequence=0,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "02",  # ACK_REQUIRED
            "01",  # REGISTER
            "99 99 01 00 00 00 00 42",  # terminal
            "00 00",  # sequence 0
            "00 41",  # body of 65 bytes
            "24",  # header check
            "02",  # suite: HMAC-SM3
            "27 0F",  # vendor 9999
            "01",  # model 1
            "02 41 31",  # hardware "A1"
            "05 31 2E 30 2E 33",  # firmware "1.0.3"
            "0F 38 36 31 32 33 34 30 35 30 30 30 30 30 31 37",  # IMEI "861234050000017"
            "14 38 39 38 36 30 34 31 32 33 34 35 36 37 38 39 30 31 32 33 34",  # ICCID "89860412345678901234"
            "00 00 00 56 85 16 04 01",  # QR code number 371600000001
            "00 06 42 3B",  # division 410171
            "01",  # access class B, inhibit loop
            "00 A7",  # relay feedback, mains current, arc current, cover switch, temperature
            "27 58",  # CRC-16
        ),
        values={
            "suite": 2,
            "vendor": 9999,
            "model": 1,
            "hardware": "A1",
            "firmware": "1.0.3",
            "imei": "861234050000017",
            "iccid": "89860412345678901234",
            "qr": 371_600_000_001,
            "division": 410171,
            "access": 1,
            "capability": 1 + 2 + 4 + 32 + 128,
        },
    ),
    Vector(
        name="register with Chinese text, empty text and the magic inside the body",
        title="REGISTER",
        flags=0,
        sequence=1,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "00",  # no flags
            "01",  # REGISTER
            "99 99 01 00 00 00 00 42",  # terminal
            "00 01",  # sequence 1
            "00 20",  # body of 32 bytes
            "A2",  # header check
            "01",  # suite: HMAC-SHA-256
            "FF FF",  # vendor 65535
            "FF",  # model 255
            "06 E7 94 B2 E5 9E 8B",  # hardware "甲型"
            "03 57 54 01",  # firmware "WT" and 01, which looks like the start of a frame
            "00",  # IMEI empty
            "00",  # ICCID empty
            "00 00 00 E8 D4 A5 0F FF",  # QR code number 999999999999
            "00 06 41 90",  # division 410000
            "03",  # access class D, native
            "01 FF",  # all nine capabilities
            "1E 3F",  # CRC-16
        ),
        values={
            "suite": 1,
            "vendor": 65535,
            "model": 255,
            "hardware": "甲型",
            "firmware": "WT\x01",
            "imei": "",
            "iccid": "",
            "qr": 999_999_999_999,
            "division": 410000,
            "access": 3,
            "capability": 511,
        },
    ),
    Vector(
        name="register_ack",
        title="REGISTER_ACK",
        flags=1,
        sequence=0,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "01",  # RESPONSE
            "81",  # REGISTER_ACK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 00",  # sequence 0
            "00 03",  # body of 3 bytes
            "34",  # header check
            "00 00",  # answers sequence 0
            "0A",  # result: unbound enterprise
            "2F 70",  # CRC-16
        ),
        values={"answers": 0, "result": 10},
    ),
    Vector(
        name="login",
        title="LOGIN",
        flags=2,
        sequence=1,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "02",  # ACK_REQUIRED
            "02",  # LOGIN
            "99 99 01 00 00 00 00 42",  # terminal
            "00 01",  # sequence 1
            "00 15",  # body of 21 bytes
            "5F",  # header check
            "01",  # suite: HMAC-SHA-256
            "00 00 00 11",  # boot counter 17
            "11 22 33 44 55 66 77 88",  # nonce
            "00 00 21 A2",  # oldest record 8610
            "00 00 21 B0",  # following record 8624
            "9B 05",  # CRC-16
        ),
        values={
            "suite": 1,
            "boot_counter": 17,
            "nonce": 0x1122_3344_5566_7788,
            "oldest": 8610,
            "following": 8624,
        },
    ),
    Vector(
        name="login_ack",
        title="LOGIN_ACK",
        flags=1,
        sequence=1,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "01",  # RESPONSE
            "82",  # LOGIN_ACK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 01",  # sequence 1
            "00 22",  # body of 34 bytes
            "03",  # header check
            "00 01",  # answers sequence 1
            "00",  # result: ok
            "A1 B2 C3 D4 E5 F6 07 18",  # the platform's nonce
            "69 23 B5 18 00 FA",  # 2025-11-24 01:30:00.250
            "00 00 21 A1",  # watermark 8609
            "00 3C",  # heartbeat 60 s
            "00 78",  # status while idle 120 s
            "00 0A",  # status while welding 10 s
            "00 05",  # ack timeout 5 s
            "00 01 51 80",  # link grace 86400 s
            "01",  # policy: finish the running grant
            "CC 0B",  # CRC-16
        ),
        values={
            "answers": 1,
            "result": 0,
            "nonce": 0xA1B2_C3D4_E5F6_0718,
            "now": 1_763_947_800_250_000,
            "watermark": 8609,
            "heartbeat": 60,
            "status_idle": 120,
            "status_welding": 10,
            "ack_timeout": 5,
            "link_grace": 86_400,
            "policy": 1,
        },
    ),
    Vector(
        name="heartbeat",
        title="HEARTBEAT",
        flags=0,
        sequence=65535,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "00",  # no flags
            "04",  # HEARTBEAT
            "99 99 01 00 00 00 00 42",  # terminal
            "FF FF",  # sequence 65535, the last before it wraps
            "00 04",  # body of 4 bytes
            "05",  # header check
            "00 00 21 A2",  # oldest record 8610
            "A5 23",  # CRC-16
        ),
        values={"oldest": 8610},
    ),
    Vector(
        name="platform_ack",
        title="PLATFORM_ACK",
        flags=1,
        sequence=2,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "01",  # RESPONSE
            "FF",  # PLATFORM_ACK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 02",  # sequence 2
            "00 08",  # body of 8 bytes
            "64",  # header check
            "01 02",  # answers sequence 258
            "10",  # which was a STATUS
            "06",  # result: not logged in
            "00 12 D6 87",  # watermark 1234567
            "FB 4C",  # CRC-16
        ),
        values={"answers": 258, "answered": 0x10, "result": 6, "watermark": 1_234_567},
    ),
    Vector(
        name="terminal_ack",
        title="TERMINAL_ACK",
        flags=1,
        sequence=9,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "01",  # RESPONSE
            "7F",  # TERMINAL_ACK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 09",  # sequence 9
            "00 04",  # body of 4 bytes
            "5D",  # header check
            "00 03",  # answers sequence 3
            "A0",  # which was an UNLOCK
            "08",  # result: bad tag
            "45 A3",  # CRC-16
        ),
        values={"answers": 3, "answered": 0xA0, "result": 8},
    ),
    Vector(
        name="status while welding",
        title="STATUS",
        flags=2,
        sequence=258,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "02",  # ACK_REQUIRED
            "10",  # STATUS
            "99 99 01 00 00 00 00 42",  # terminal
            "01 02",  # sequence 258
            "00 29",  # body of 41 bytes
            "10",  # header check
            "00 00 21 A2",  # record 8610
            "69 23 B5 53 03 E7",  # 2025-11-24 01:30:59.999
            "01",  # clock synchronised
            "01",  # unlocked
            "01",  # relay told to close
            "01",  # relay measured closed
            "00 00 02 BC",  # grant 700
            "00 D7",  # mains current 21.5 A
            "04 B0",  # arc current 120.0 A
            "00 F1",  # arc voltage 24.1 V
            "FF 83",  # temperature -12.5 °C
            "00 12 1E AC",  # energy 1187500 Wh
            "01",  # GCJ-02
            "02 12 32 78",  # latitude 34.747000 north
            "06 C5 C7 A8",  # longitude 113.625000 east
            "4F",  # signal -79 dBm
            "00",  # mains supply
            "0A 0D",  # CRC-16
        ),
        values={
            "record": 8610,
            "time": 1_763_947_859_999_000,
            "clock": 1,
            "lock": 1,
            "relay_command": 1,
            "relay_feedback": 1,
            "grant": 700,
            "mains_current": 215,
            "arc_current": 1200,
            "arc_voltage": 241,
            "temperature": -125,
            "energy": 1_187_500,
            "coordinates": 1,
            "latitude": 34_747_000,
            "longitude": 113_625_000,
            "signal": 79,
            "supply": 0,
        },
    ),
    Vector(
        name="status of a module that measures nothing",
        title="STATUS",
        flags=4,
        sequence=0,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "04",  # BACKFILL
            "10",  # STATUS
            "99 99 01 00 00 00 00 42",  # terminal
            "00 00",  # sequence 0
            "00 29",  # body of 41 bytes
            "80",  # header check
            "FF FF FF FF",  # record 4294967295
            "00 00 00 00 00 01",  # one millisecond
            "00",  # after power-up: the clock was not set
            "02",  # fault
            "00",  # relay told to open
            "02",  # relay unknown
            "00 00 00 00",  # no grant
            "FF FF",  # mains current not available
            "FF FE",  # arc current: sensor fault
            "FF FF",  # arc voltage not available
            "7F FE",  # temperature: sensor fault
            "FF FF FF FF",  # energy not available
            "FF",  # no fix
            "7F FF FF FF",  # latitude not available
            "7F FF FF FF",  # longitude not available
            "FF",  # signal unknown
            "01",  # backup supply
            "19 E2",  # CRC-16
        ),
        values={
            "record": 4_294_967_295,
            "time": 1_000,
            "clock": 0,
            "lock": 2,
            "relay_command": 0,
            "relay_feedback": 2,
            "grant": 0,
            "mains_current": 65535,
            "arc_current": 65534,
            "arc_voltage": 65535,
            "temperature": 32766,
            "energy": 4_294_967_295,
            "coordinates": 255,
            "latitude": 2_147_483_647,
            "longitude": 2_147_483_647,
            "signal": 255,
            "supply": 1,
        },
    ),
    Vector(
        name="session_summary",
        title="SESSION_SUMMARY",
        flags=6,
        sequence=300,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "06",  # ACK_REQUIRED, BACKFILL
            "12",  # SESSION_SUMMARY
            "99 99 01 00 00 00 00 42",  # terminal
            "01 2C",  # sequence 300
            "00 2E",  # body of 46 bytes
            "D8",  # header check
            "00 00 21 A9",  # record 8617
            "69 23 BF CC 00 00",  # 2025-11-24 02:15:40.000
            "02",  # stamped after synchronisation
            "00 00 02 BC",  # grant 700
            "C0 FF EE 00 DE AD BE EF",  # worker reference
            "69 23 B5 56 01 F4",  # closed 2025-11-24 01:31:02.500
            "69 23 BF CC 00 00",  # opened 2025-11-24 02:15:40.000
            "00 12 D6 87",  # 1234.567 s with an arc
            "00 2A",  # 42 arc starts
            "00 00 0F A0",  # 4000 Wh
            "01",  # idle limit
            "FE A4",  # CRC-16
        ),
        values={
            "record": 8617,
            "time": 1_763_950_540_000_000,
            "clock": 2,
            "grant": 700,
            "worker": b"\xc0\xff\xee\x00\xde\xad\xbe\xef",
            "start": 1_763_947_862_500_000,
            "end": 1_763_950_540_000_000,
            "arc_millis": 1_234_567,
            "arc_starts": 42,
            "energy": 4000,
            "reason": 1,
        },
    ),
    Vector(
        name="event",
        title="EVENT",
        flags=2,
        sequence=301,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "02",  # ACK_REQUIRED
            "13",  # EVENT
            "99 99 01 00 00 00 00 42",  # terminal
            "01 2D",  # sequence 301
            "00 12",  # body of 18 bytes
            "0E",  # header check
            "00 00 21 AA",  # record 8618
            "69 23 BF CC 00 07",  # 2025-11-24 02:15:40.007
            "01",  # clock synchronised
            "00 04",  # current while locked
            "02",  # alarm
            "FF FF FF 83",  # value -125
            "39 62",  # CRC-16
        ),
        values={
            "record": 8618,
            "time": 1_763_950_540_007_000,
            "clock": 1,
            "event": 4,
            "severity": 2,
            "value": -125,
        },
    ),
    Vector(
        name="unlock",
        title="UNLOCK",
        flags=2,
        sequence=3,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "02",  # ACK_REQUIRED
            "A0",  # UNLOCK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 03",  # sequence 3
            "00 28",  # body of 40 bytes
            "1A",  # header check
            "00 00 00 01",  # command 1
            "00 00 02 BC",  # grant 700
            "C0 FF EE 00 DE AD BE EF",  # worker reference
            "00 0F 12 06",  # permit 987654
            "69 23 B5 18 00 FA",  # issued 2025-11-24 01:30:00.250
            "69 23 B5 36 00 FA",  # to be accepted until 01:30:30.250
            "69 23 CA 30 00 00",  # grant ends 03:00:00.000
            "02 58",  # idle limit 600 s
            "40 5E",  # CRC-16
        ),
        values={
            "command": 1,
            "grant": 700,
            "worker": b"\xc0\xff\xee\x00\xde\xad\xbe\xef",
            "permit": 987_654,
            "issued": 1_763_947_800_250_000,
            "accept_until": 1_763_947_830_250_000,
            "grant_end": 1_763_953_200_000_000,
            "idle_limit": 600,
        },
    ),
    Vector(
        name="lock",
        title="LOCK",
        flags=2,
        sequence=4,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "02",  # ACK_REQUIRED
            "A1",  # LOCK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 04",  # sequence 4
            "00 08",  # body of 8 bytes
            "78",  # header check
            "00 00 00 02",  # command 2
            "00",  # locked by the platform
            "01",  # after the arc ends
            "00 1E",  # 30 s at most
            "F0 5F",  # CRC-16
        ),
        values={"command": 2, "reason": 0, "mode": 1, "bound": 30},
    ),
    Vector(
        name="command_result",
        title="COMMAND_RESULT",
        flags=1,
        sequence=10,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "01",  # RESPONSE
            "20",  # COMMAND_RESULT
            "99 99 01 00 00 00 00 42",  # terminal
            "00 0A",  # sequence 10
            "00 0B",  # body of 11 bytes
            "10",  # header check
            "00 03",  # answers sequence 3
            "00 00 00 01",  # command 1
            "19",  # result: relay fault
            "01",  # relay told to close
            "00",  # relay measured open
            "00 C8",  # took 200 ms
            "11 44",  # CRC-16
        ),
        values={
            "answers": 3,
            "command": 1,
            "result": 25,
            "relay_command": 1,
            "relay_feedback": 0,
            "took": 200,
        },
    ),
    Vector(
        name="secured unlock, suite 1, under a session key",
        title="UNLOCK",
        flags=10,
        sequence=3,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "0A",  # ACK_REQUIRED, SECURED
            "A0",  # UNLOCK
            "99 99 01 00 00 00 00 42",  # terminal
            "00 03",  # sequence 3
            "00 28",  # body of 40 bytes
            "27",  # header check
            "00 00 00 01",  # command 1
            "00 00 02 BC",  # grant 700
            "C0 FF EE 00 DE AD BE EF",  # worker reference
            "00 0F 12 06",  # permit 987654
            "69 23 B5 18 00 FA",  # issued 2025-11-24 01:30:00.250
            "69 23 B5 36 00 FA",  # to be accepted until 01:30:30.250
            "69 23 CA 30 00 00",  # grant ends 03:00:00.000
            "02 58",  # idle limit 600 s
            "06 5B 77 BE 5F 39 80 E6",  # tag: direction byte 01, then the frame up to here
            "FA C8",  # CRC-16
        ),
        values={
            "command": 1,
            "grant": 700,
            "worker": b"\xc0\xff\xee\x00\xde\xad\xbe\xef",
            "permit": 987_654,
            "issued": 1_763_947_800_250_000,
            "accept_until": 1_763_947_830_250_000,
            "grant_end": 1_763_953_200_000_000,
            "idle_limit": 600,
        },
        secured=Secured(
            suite=1,
            key="CFFA3EEA2D8922DE1C78EAB93EE2F6BCDEE86EB421E5771261F7430BCE6A9659",
            direction="01",
        ),
    ),
    Vector(
        name="secured login, suite 2, under the terminal key",
        title="LOGIN",
        flags=10,
        sequence=0,
        pieces=(
            "57 54",  # magic
            "01",  # edition 1
            "0A",  # ACK_REQUIRED, SECURED
            "02",  # LOGIN
            "99 99 01 00 00 00 00 42",  # terminal
            "00 00",  # sequence 0
            "00 15",  # body of 21 bytes
            "09",  # header check
            "02",  # suite: HMAC-SM3
            "00 00 00 11",  # boot counter 17
            "11 22 33 44 55 66 77 88",  # nonce
            "00 00 21 A2",  # oldest record 8610
            "00 00 21 B0",  # following record 8624
            "08 D3 05 E9 92 27 AB 9A",  # tag: direction byte 00, then the frame up to here
            "A0 69",  # CRC-16
        ),
        values={
            "suite": 2,
            "boot_counter": 17,
            "nonce": 0x1122_3344_5566_7788,
            "oldest": 8610,
            "following": 8624,
        },
        secured=Secured(suite=2, key=TERMINAL_KEY, direction="00"),
    ),
)


@dataclass(frozen=True)
class SessionKey:
    """HMAC under the terminal key over the label, both nonces, the boot counter and the id."""

    suite: int
    seed: tuple[str, ...]
    boot_counter: int
    terminal_nonce: int
    platform_nonce: int
    key: str


_SEED = (
    "57 54 50 2F 31 20 73 65 73 73 69 6F 6E",  # "WTP/1 session"
    "11 22 33 44 55 66 77 88",  # the terminal's nonce
    "A1 B2 C3 D4 E5 F6 07 18",  # the platform's nonce
    "00 00 00 11",  # boot counter 17
    "99 99 01 00 00 00 00 42",  # terminal
)

SESSION_KEYS = (
    SessionKey(
        suite=1,
        seed=_SEED,
        boot_counter=17,
        terminal_nonce=0x1122_3344_5566_7788,
        platform_nonce=0xA1B2_C3D4_E5F6_0718,
        key="CFFA3EEA2D8922DE1C78EAB93EE2F6BCDEE86EB421E5771261F7430BCE6A9659",
    ),
    SessionKey(
        suite=2,
        seed=_SEED,
        boot_counter=17,
        terminal_nonce=0x1122_3344_5566_7788,
        platform_nonce=0xA1B2_C3D4_E5F6_0718,
        key="B69D86B8F690FCAA20ECB65C928B0CF045EFD0F31F416386F91AB7CDF23D0624",
    ),
)
