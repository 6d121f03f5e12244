"""REBOOT, QUERY and DIAGNOSIS, typed by hand."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.vector import Vector

DIAGNOSIS = (
    Vector(
        name="reboot",
        title="REBOOT",
        clauses=("ACK-05",),
        flags=10,
        sequence=30,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A6                       REBOOT
            99 99 01 00 00 00 00 42  terminal
            00 1E                    sequence 30
            00 05                    body of 5 bytes
            A6                       header check
            00 00 00 07              command 7
            01                       with the parameters of the factory
            8F F7 09 1F 67 B3 27 90  tag: direction byte 01, then the frame up to here
            4C 35                    CRC-16
        """,
        values={"command": 7, "mode": 1},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="query",
        title="QUERY",
        clauses=("ACK-05",),
        flags=10,
        sequence=31,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A7                       QUERY
            99 99 01 00 00 00 00 42  terminal
            00 1F                    sequence 31
            00 01                    body of 1 bytes
            45                       header check
            01                       DIAGNOSIS is asked for
            E3 7F C4 24 89 CA 6A A0  tag: direction byte 01, then the frame up to here
            FC 2F                    CRC-16
        """,
        values={"subject": 1},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="diagnosis",
        title="DIAGNOSIS",
        clauses=("FRM-04", "FRM-20", "ACK-01"),
        flags=9,
        sequence=50,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            23                       DIAGNOSIS
            99 99 01 00 00 00 00 42  terminal
            00 32                    sequence 50
            00 32                    body of 50 bytes
            89                       header check
            00 1F                    answers sequence 31
            00 01 51 80              up for 86400 s
            00 00 00 11              boot counter 17
            02                       last start: watchdog
            01                       clock synchronised
            00 00 21 A2              oldest record 8610
            00 00 21 B0              following record 8624
            00 00 20 00              room for 8192 records
            00 00 02 9A              666 bytes discarded
            00 00 00 03              3 headers not believed
            00 00 00 02              2 frames with a wrong CRC
            00 00 00 01              1 command refused
            00 00 00 0C              12 links brought up
            FF FF FF FF              actuations: the counter stays at its largest value
            FE 0C                    temperature -50.0 °C
            43 A3 30 B1 9D 2B 26 EF  tag: direction byte 00, then the frame up to here
            7C D1                    CRC-16
        """,
        values={
            "answers": 31,
            "uptime": 86_400,
            "boot_counter": 17,
            "cause": 2,
            "clock": 1,
            "oldest": 8610,
            "following": 8624,
            "capacity": 8192,
            "noise": 666,
            "bad_headers": 3,
            "bad_crcs": 2,
            "refused": 1,
            "reconnects": 12,
            "actuations": 4_294_967_295,
            "temperature": -500,
        },
        secured=SESSION_UP,
    ),
)
