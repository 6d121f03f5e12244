"""BACKFILL_BATCH, GATEWAY_UP, GATEWAY_DOWN and SUB_LINK, typed by hand: messages with messages in them."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.vector import Vector

BATCHES = (
    Vector(
        name="backfill_batch of three records",
        title="BACKFILL_BATCH",
        clauses=("FRM-18", "FRM-25", "FRM-26", "BKF-05", "ACK-05"),
        flags=14,
        sequence=400,
        typed="""
            57 54                    magic
            01                       edition 1
            0E                       ACK_REQUIRED, BACKFILL, SECURED
            14                       BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            01 90                    sequence 400
            00 44                    body of 68 bytes
            95                       header check
            03                       three records
            13                       EVENT
            00 12 00 00 21 AB        body of a record: 8619
            .. 69 23 BF D6 00 00     2025-11-24 02:15:50.000
            .. 02                    stamped after synchronisation
            .. 00 02                 cover opened
            .. 02                    alarm
            .. 00 00 00 00           value 0
            13                       EVENT
            00 12 00 00 21 AD        body of a record: 8621
            .. 69 23 C0 08 00 00     2025-11-24 02:16:40.000
            .. 02                    stamped after synchronisation
            .. 00 03                 cover closed
            .. 00                    information
            .. 00 00 00 00           value 0
            11                       WELD_SAMPLES
            00 16 00 00 21 AC        body of a record: 8620, older than the events before it
            .. 69 23 BF E0 00 00     2025-11-24 02:16:00.000
            .. 02                    stamped after synchronisation
            .. 00 00 02 BC           grant 700
            .. 01                    one sample
            .. 00 C8 05 14 00 FC     20.0 A, 130.0 A, 25.2 V
            2F 5F 94 27 29 48 32 67  tag: direction byte 00, then the frame up to here
            4B A7                    CRC-16
        """,
        values={
            "records": (
                {"code": 0x13, "body": bytes.fromhex("000021AB6923BFD600000200020200000000")},
                {"code": 0x13, "body": bytes.fromhex("000021AD6923C00800000200030000000000")},
                {"code": 0x11, "body": bytes.fromhex("000021AC6923BFE0000002000002BC0100C8051400FC")},
            )
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="backfill_batch of one record",
        title="BACKFILL_BATCH",
        clauses=("FRM-26", "BKF-05"),
        flags=14,
        sequence=401,
        typed="""
            57 54                       magic
            01                          edition 1
            0E                          ACK_REQUIRED, BACKFILL, SECURED
            14                          BACKFILL_BATCH
            99 99 01 00 00 00 00 42     terminal
            01 91                       sequence 401
            00 32                       body of 50 bytes
            BB                          header check
            01                          one record
            12                          SESSION_SUMMARY
            00 2E 00 00 21 AE           body of a record: 8622
            .. 69 23 C0 44 00 00        2025-11-24 02:17:40.000
            .. 02                       stamped after synchronisation
            .. 00 00 02 BC              grant 700
            .. C0 FF EE 00 DE AD BE EF  worker reference
            .. 69 23 B5 56 01 F4        closed 01:31:02.500
            .. 69 23 C0 44 00 00        opened 02:17:40.000
            .. 00 00 03 E8              1.000 s with an arc
            .. 00 01                    1 arc start
            .. 00 00 00 01              1 Wh
            .. 03                       cover opened
            1B 12 81 67 EE 5C E6 9E     tag: direction byte 00, then the frame up to here
            09 F0                       CRC-16
        """,
        values={
            "records": (
                {
                    "code": 0x12,
                    "body": bytes.fromhex(
                        "000021AE6923C044000002000002BCC0FFEE00DEADBEEF6923B55601F46923C0440000000003E800010000000103"
                    ),
                },
            )
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="gateway_up with a secured frame and a bare one",
        title="GATEWAY_UP",
        clauses=("FRM-25", "FRM-26", "GWY-03", "GWY-09"),
        flags=8,
        sequence=500,
        typed="""
            57 54                       magic
            01                          edition 1
            08                          SECURED, and no answer asked for
            30                          GATEWAY_UP
            99 99 01 00 00 00 00 42     terminal: the gateway
            01 F4                       sequence 500
            00 50                       body of 80 bytes
            67                          header check
            02                          two frames
            00 1E 57 54 01 0A           a frame: magic, edition 1, ACK_REQUIRED and SECURED
            .. 04 99 99 02 00 00 00 00 07  HEARTBEAT of the sub-terminal
            .. 00 02 00 04 44           sequence 2, body of 4 bytes, header check
            .. 00 00 00 01              oldest record 1
            .. 66 8B 27 89 C4 60 2D 59  tag under the sub-terminal's session key, and no CRC
            00 2D 57 54 01 01           a frame: magic, edition 1, RESPONSE
            .. 24 99 99 02 00 00 00 00 08  IDENTITY of another sub-terminal
            .. 00 00 00 1B 14           sequence 0, body of 27 bytes, header check
            .. 00 00 01 27 0F 02        answers sequence 0, edition 1, vendor 9999, model 2
            .. 01 41 01 31 00 00        hardware "A", firmware "1", no IMEI, no ICCID
            .. 00 00 00 56 85 16 04 02  QR code number 371600000002
            .. 00 06 41 F9 02 00 03     division 410105, class C, relay feedback and mains current; no CRC
            93 1C 00 DB 57 AD 56 C0     tag under the gateway's session key: direction byte 00, then the frame
            91 C9                       CRC-16
        """,
        values={
            "frames": (
                {
                    "frame": bytes.fromhex("5754010A049999020000000007000200044400000001668B2789C4602D59"),
                },
                {
                    "frame": bytes.fromhex(
                        "575401012499990200000000080000001B14000001270F020141013100000000005685160402000641F9020003"
                    ),
                },
            )
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="gateway_down with a secured frame",
        title="GATEWAY_DOWN",
        clauses=("FRM-26", "GWY-03", "GWY-09", "SEC-09"),
        flags=8,
        sequence=12,
        typed="""
            57 54                       magic
            01                          edition 1
            08                          SECURED
            B0                          GATEWAY_DOWN
            99 99 01 00 00 00 00 42     terminal: the gateway
            00 0C                       sequence 12
            00 25                       body of 37 bytes
            F1                          header check
            01                          one frame
            00 22 57 54 01 0A           a frame: magic, edition 1, ACK_REQUIRED and SECURED
            .. A1 99 99 02 00 00 00 00 07  LOCK to the sub-terminal
            .. 00 05 00 08 B3           sequence 5, body of 8 bytes, header check
            .. 00 00 00 01 00 00 00 00  command 1, by the platform, now, no wait
            .. 8F 76 95 7E 64 9C 9B 62  tag under the sub-terminal's session key, and no CRC
            07 A4 E8 8C FF AD 42 1D     tag under the gateway's session key: direction byte 01, then the frame
            96 A2                       CRC-16
        """,
        values={
            "frames": (
                {"frame": bytes.fromhex("5754010AA1999902000000000700050008B300000001000000008F76957E649C9B62")},
            )
        },
        secured=SESSION_DOWN,
    ),
    Vector(
        name="sub_link",
        title="SUB_LINK",
        clauses=("FRM-05", "ACK-05"),
        flags=10,
        sequence=501,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            31                       SUB_LINK
            99 99 01 00 00 00 00 42  terminal: the gateway
            01 F5                    sequence 501
            00 0A                    body of 10 bytes
            D4                       header check
            99 99 02 00 00 00 00 07  sub-terminal
            00                       the line to it is lost
            FF                       signal not available
            C4 29 B9 4D DE 4E FD D6  tag: direction byte 00, then the frame up to here
            74 92                    CRC-16
        """,
        values={"terminal": "9999020000000007", "state": 0, "signal": 255},
        secured=SESSION_UP,
    ),
)
