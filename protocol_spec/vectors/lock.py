"""UNLOCK, LOCK, COMMAND_RESULT and OFFLINE_PERMIT, typed by hand."""

from protocol_spec.vectors.keys import PERMIT, PERMIT_SM3, SESSION_DOWN, SESSION_DOWN_SM3, SESSION_UP, SESSION_UP_SM3
from protocol_spec.vectors.vector import Vector

LOCK = (
    Vector(
        name="unlock",
        title="UNLOCK",
        clauses=("FRM-22", "ACK-05", "SEC-01", "SEC-03", "SEC-09"),
        flags=10,
        sequence=3,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A0                       UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 03                    sequence 3
            00 28                    body of 40 bytes
            27                       header check
            00 00 00 01              command 1
            00 00 02 BC              grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 2025-11-24 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            06 5B 77 BE 5F 39 80 E6  tag: direction byte 01, then the frame up to here
            FA C8                    CRC-16
        """,
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
        secured=SESSION_DOWN,
    ),
    Vector(
        name="unlock, suite 2",
        title="UNLOCK",
        clauses=("SEC-01", "SEC-02"),
        flags=10,
        sequence=4,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A0                       UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 04                    sequence 4
            00 28                    body of 40 bytes
            31                       header check
            FF FF FF FF              command 4294967295
            00 00 00 01              grant 1
            00 00 00 00 00 00 00 00  worker reference
            00 00 00 00              permit 0
            00 00 00 00 00 00        issued 1970-01-01 00:00:00.000, as early as can be said
            00 00 00 3C 00 00        to be accepted until 00:01:00.000
            FF FF FF FF 03 E7        grant ends 2106-02-07 06:28:15.999, as late as can be said
            FF FF                    idle limit 65535 s
            61 49 0A 0C E4 55 84 87  tag: direction byte 01, then the frame up to here
            61 6A                    CRC-16
        """,
        values={
            "command": 4_294_967_295,
            "grant": 1,
            "worker": bytes(8),
            "permit": 0,
            "issued": 0,
            "accept_until": 60_000_000,
            "grant_end": 4_294_967_295_999_000,
            "idle_limit": 65535,
        },
        secured=SESSION_DOWN_SM3,
    ),
    Vector(
        name="lock",
        title="LOCK",
        clauses=("ACK-05",),
        flags=10,
        sequence=4,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A1                       LOCK
            99 99 01 00 00 00 00 42  terminal
            00 04                    sequence 4
            00 08                    body of 8 bytes
            45                       header check
            00 00 00 02              command 2
            00                       locked by the platform
            01                       after the arc ends
            00 1E                    30 s at most
            C3 78 8C 88 CD DA E5 60  tag: direction byte 01, then the frame up to here
            6A 06                    CRC-16
        """,
        values={"command": 2, "reason": 0, "mode": 1, "bound": 30},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="command_result",
        title="COMMAND_RESULT",
        clauses=("FRM-04", "ACK-01"),
        flags=9,
        sequence=10,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            20                       COMMAND_RESULT
            99 99 01 00 00 00 00 42  terminal
            00 0A                    sequence 10
            00 0B                    body of 11 bytes
            2D                       header check
            00 03                    answers sequence 3
            00 00 00 01              command 1
            19                       result: relay fault
            01                       relay told to close
            00                       relay measured open
            00 C8                    took 200 ms
            17 89 A1 9F D0 20 4D 75  tag: direction byte 00, then the frame up to here
            C2 D7                    CRC-16
        """,
        values={
            "answers": 3,
            "command": 1,
            "result": 25,
            "relay_command": 1,
            "relay_feedback": 0,
            "took": 200,
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="command_result, suite 2",
        title="COMMAND_RESULT",
        clauses=("SEC-02",),
        flags=9,
        sequence=11,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            20                       COMMAND_RESULT
            99 99 01 00 00 00 00 42  terminal
            00 0B                    sequence 11
            00 0B                    body of 11 bytes
            46                       header check
            00 04                    answers sequence 4
            FF FF FF FF              command 4294967295
            00                       result: ok
            01                       relay told to close
            02                       relay unknown: this class cannot measure it
            03 E8                    took 1000 ms
            10 EA 1A 26 D6 79 AE 57  tag: direction byte 00, then the frame up to here
            77 26                    CRC-16
        """,
        values={
            "answers": 4,
            "command": 4_294_967_295,
            "result": 0,
            "relay_command": 1,
            "relay_feedback": 2,
            "took": 1000,
        },
        secured=SESSION_UP_SM3,
    ),
    Vector(
        name="offline_permit, under the permit key",
        title="OFFLINE_PERMIT",
        clauses=("OFF-01",),
        flags=8,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            08                       SECURED
            A9                       OFFLINE_PERMIT
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0, always
            00 22                    body of 34 bytes
            49                       header check
            00 00 00 05              permit counter 5
            00 00 02 BD              grant 701
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 00        valid from 2025-11-24 01:30:00.000
            69 24 25 98 00 00        valid until 09:30:00.000, eight hours
            02 58                    idle limit 600 s
            06 C9 03 0D BB 3B 89 6E  tag under the permit key: direction byte 01, then the frame
            60 54                    CRC-16
        """,
        values={
            "counter": 5,
            "grant": 701,
            "worker": b"\xc0\xff\xee\x00\xde\xad\xbe\xef",
            "permit": 987_654,
            "valid_from": 1_763_947_800_000_000,
            "valid_until": 1_763_976_600_000_000,
            "idle_limit": 600,
        },
        secured=PERMIT,
    ),
    Vector(
        name="offline_permit, suite 2",
        title="OFFLINE_PERMIT",
        clauses=("OFF-01", "SEC-02"),
        flags=8,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            08                       SECURED
            A9                       OFFLINE_PERMIT
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0, always
            00 22                    body of 34 bytes
            49                       header check
            00 00 00 06              permit counter 6
            00 00 02 BE              grant 702
            01 02 03 04 05 06 07 08  worker reference
            00 00 00 2A              permit 42
            69 23 B5 18 00 00        valid from 2025-11-24 01:30:00.000
            69 23 B8 9C 01 F4        valid until 01:45:00.500
            00 3C                    idle limit 60 s
            56 DA EF 45 7A 50 AE 23  tag under the permit key: direction byte 01, then the frame
            8C 7C                    CRC-16
        """,
        values={
            "counter": 6,
            "grant": 702,
            "worker": b"\x01\x02\x03\x04\x05\x06\x07\x08",
            "permit": 42,
            "valid_from": 1_763_947_800_000_000,
            "valid_until": 1_763_948_700_500_000,
            "idle_limit": 60,
        },
        secured=PERMIT_SM3,
    ),
)
