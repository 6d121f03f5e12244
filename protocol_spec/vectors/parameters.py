"""PARAM_SET, PARAM_GET and PARAM_REPORT, typed by hand."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.vector import Vector

PARAMETERS = (
    Vector(
        name="param_set of three",
        title="PARAM_SET",
        clauses=("FRM-25", "FRM-26", "PAR-01", "ACK-05"),
        flags=10,
        sequence=5,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A2                       PARAM_SET
            99 99 01 00 00 00 00 42  terminal
            00 05                    sequence 5
            00 23                    body of 35 bytes
            44                       header check
            00 00 00 03              command 3
            03                       three parameters
            00 01                    heartbeat
            02 00 78                 120 s
            00 13                    too_hot
            02 02 BC                 70.0 °C
            01 00                    platform_address
            11 10 77 74 70 2E 65 78 61 6D 70 6C 65  text in a blob: "wtp.example
            .. 3A 37 38 30 38        :7808"
            A0 2F 49 94 CF 68 7A FD  tag: direction byte 01, then the frame up to here
            A5 15                    CRC-16
        """,
        values={
            "command": 3,
            "items": (
                {"id": 0x0001, "value": b"\x00\x78"},
                {"id": 0x0013, "value": b"\x02\xbc"},
                {"id": 0x0100, "value": b"\x10wtp.example:7808"},
            ),
        },
        secured=SESSION_DOWN,
    ),
    Vector(
        name="param_set of one",
        title="PARAM_SET",
        clauses=("FRM-26", "PAR-01"),
        flags=10,
        sequence=6,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A2                       PARAM_SET
            99 99 01 00 00 00 00 42  terminal
            00 06                    sequence 6
            00 0C                    body of 12 bytes
            34                       header check
            00 00 00 04              command 4
            01                       one parameter
            00 05                    link_grace
            04 00 00 02 58           600 s
            DF 77 9D 7B EB AC E9 56  tag: direction byte 01, then the frame up to here
            3C 14                    CRC-16
        """,
        values={"command": 4, "items": ({"id": 0x0005, "value": b"\x00\x00\x02\x58"},)},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="param_set of nothing",
        title="PARAM_SET",
        clauses=("FRM-26",),
        flags=10,
        sequence=7,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A2                       PARAM_SET
            99 99 01 00 00 00 00 42  terminal
            00 07                    sequence 7
            00 05                    body of 5 bytes
            60                       header check
            00 00 00 05              command 5
            00                       no parameter
            B2 3B B1 79 AF 24 D3 58  tag: direction byte 01, then the frame up to here
            88 AF                    CRC-16
        """,
        values={"command": 5, "items": ()},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="param_get of all",
        title="PARAM_GET",
        clauses=("FRM-26", "ACK-05"),
        flags=10,
        sequence=8,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A3                       PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 08                    sequence 8
            00 01                    body of 1 bytes
            AF                       header check
            00                       lists none: all are asked for
            5C AA D6 C7 50 C2 5C 13  tag: direction byte 01, then the frame up to here
            A0 4D                    CRC-16
        """,
        values={"wanted": ()},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="param_get of one",
        title="PARAM_GET",
        clauses=("FRM-26", "PAR-01"),
        flags=10,
        sequence=10,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A3                       PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 0A                    sequence 10
            00 03                    body of 3 bytes
            77                       header check
            01                       one parameter
            01 00                    platform_address
            5F 1C C9 46 AC 49 E6 80  tag: direction byte 01, then the frame up to here
            F7 BE                    CRC-16
        """,
        values={"wanted": ({"id": 0x0100},)},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="param_get of two",
        title="PARAM_GET",
        clauses=("FRM-26", "PAR-01"),
        flags=10,
        sequence=9,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A3                       PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 09                    sequence 9
            00 05                    body of 5 bytes
            D8                       header check
            02                       two parameters
            00 10                    policy
            02 00                    qr
            8F 8D D9 8F A2 91 1E ED  tag: direction byte 01, then the frame up to here
            04 26                    CRC-16
        """,
        values={"wanted": ({"id": 0x0010}, {"id": 0x0200})},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="param_report that refuses",
        title="PARAM_REPORT",
        clauses=("FRM-04", "FRM-26", "ACK-01"),
        flags=9,
        sequence=14,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            21                       PARAM_REPORT
            99 99 01 00 00 00 00 42  terminal
            00 0E                    sequence 14
            00 08                    body of 8 bytes
            1B                       header check
            00 05                    answers sequence 5
            29                       result: out of range
            00 01                    heartbeat is the one
            00 00                    nothing more
            00                       no parameter: none was applied
            71 05 A2 C1 30 28 8C 91  tag: direction byte 00, then the frame up to here
            08 7C                    CRC-16
        """,
        values={"answers": 5, "result": 41, "culprit": 1, "more": 0, "items": ()},
        secured=SESSION_UP,
    ),
    Vector(
        name="param_report of two, and one that did not fit",
        title="PARAM_REPORT",
        clauses=("FRM-25", "FRM-26", "PAR-01", "ACK-01"),
        flags=9,
        sequence=15,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            21                       PARAM_REPORT
            99 99 01 00 00 00 00 42  terminal
            00 0F                    sequence 15
            00 10                    body of 16 bytes
            38                       header check
            00 09                    answers sequence 9
            00                       result: ok
            00 00                    nobody is to blame
            00 01                    one more
            02                       two parameters
            00 10                    policy
            01 02                    take permits offline
            01 00                    platform_address
            01 00                    empty text in a blob: the one it was made with
            6D 57 C3 8B 34 2C C1 E2  tag: direction byte 00, then the frame up to here
            7F 07                    CRC-16
        """,
        values={
            "answers": 9,
            "result": 0,
            "culprit": 0,
            "more": 1,
            "items": ({"id": 0x0010, "value": b"\x02"}, {"id": 0x0100, "value": b"\x00"}),
        },
        secured=SESSION_UP,
    ),
)
