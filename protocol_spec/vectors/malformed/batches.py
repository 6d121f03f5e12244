"""Batches and envelopes with something in them that does not belong there (BKF-06, GWY-03, GWY-04, GWY-10)."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

MALFORMED_BODY = Refused(5)

BATCHES = (
    Malformed(
        name="a batch without records",
        clause="BKF-06",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 14           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            00 90 00 01 5F           sequence 144, body of 1 byte, header check
            00                       no record
            69 EF B6 CB DE 2D 56 6B  tag
            9A 8D                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a batch with a heartbeat in it",
        clause="BKF-06",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 14           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            00 91 00 1D 60           sequence 145, body of 29 bytes, header check
            02                       two records
            13 00 12 00 00 21 AB     EVENT, record 8619
            .. 69 23 BF D6 00 00 02  2025-11-24 02:15:50.000, stamped afterwards
            .. 00 02 02 00 00 00 00  cover opened, alarm, value 0
            04 00 04 00 00 21 A2     HEARTBEAT, which is no record
            21 FF B9 1E 8B DA DA 63  tag
            21 58                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a batch with a record that is too short",
        clause="BKF-06",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 14           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            00 92 00 15 E5           sequence 146, body of 21 bytes, header check
            01                       one record
            13 00 11 00 00 21 AB     EVENT, record 8619
            .. 69 23 BF D6 00 00 02  2025-11-24 02:15:50.000, stamped afterwards
            .. 00 02 02 00 00 00     cover opened, alarm, a value of three bytes
            E4 56 6E AF 21 A3 3D 02  tag
            EC 0B                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a batch with a record of a thousand milliseconds",
        clause="BKF-06",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 14           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            00 93 00 16 87           sequence 147, body of 22 bytes, header check
            01                       one record
            13 00 12 00 00 21 AB     EVENT, record 8619
            .. 69 23 BF D6 03 E8 02  2025-11-24 02:15:50 and 1000 ms, stamped afterwards
            .. 00 02 02 00 00 00 00  cover opened, alarm, value 0
            86 A5 44 C3 8A 2F 4F 01  tag
            7C B0                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a batch in a batch",
        clause="BKF-06",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 14           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            00 94 00 1A B5           sequence 148, body of 26 bytes, header check
            01                       one record
            14 00 16 01              BACKFILL_BATCH, which is no record: one record
            .. 13 00 12 00 00 21 AB  EVENT, 18 bytes, record 8619
            .. 69 23 BF D6 00 00 02  2025-11-24 02:15:50.000, stamped afterwards
            .. 00 02 02 00 00 00 00  cover opened, alarm, value 0
            34 BE 43 3E 53 15 A2 56  tag
            9A 93                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a batch with a message that nobody knows",
        clause="BKF-06",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 14           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, BACKFILL_BATCH
            99 99 01 00 00 00 00 42  terminal
            00 95 00 04 84           sequence 149, body of 4 bytes, header check
            01                       one record
            3F 00 00                 an unknown code, no body
            BA 2B CC 86 3E D7 E6 D1  tag
            5A 5E                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an envelope without frames, to a platform",
        clause="GWY-04",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 30           magic, edition 1, SECURED, GATEWAY_UP
            99 99 01 00 00 00 00 42  terminal
            00 96 00 01 D2           sequence 150, body of 1 byte, header check
            00                       no frame
            25 AC AD 35 07 A7 06 BA  tag
            96 DF                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an envelope without frames, to a terminal",
        clause="GWY-04",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 B0           magic, edition 1, SECURED, GATEWAY_DOWN
            99 99 01 00 00 00 00 42  terminal
            00 96 00 01 23           sequence 150, body of 1 byte, header check
            00                       no frame
            5A C2 1A 26 6A E7 84 C8  tag
            3E 51                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an envelope with noise in it",
        clause="GWY-04",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 30           magic, edition 1, SECURED, GATEWAY_UP
            99 99 01 00 00 00 00 42  terminal
            00 97 00 1F E3           sequence 151, body of 31 bytes, header check
            02                       two frames
            00 16 57 54 01 02 04 99 99 02 00 00 00 00 07  a HEARTBEAT of sub-terminal 9999020000000007
            .. 00 02 00 04 79 00 00 00 01  sequence 2, body of 4 bytes, header check, oldest record 1
            00 04 DE AD BE EF        noise
            BD 6C B3 A1 BF FE EA 6D  tag
            76 8A                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an envelope with a header that is not believed",
        clause="GWY-04",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 30           magic, edition 1, SECURED, GATEWAY_UP
            99 99 01 00 00 00 00 42  terminal
            00 98 00 19 B6           sequence 152, body of 25 bytes, header check
            01                       one frame
            00 16 57 54 01 02 04 99 99 02 00 00 00 00 07  a HEARTBEAT of sub-terminal 9999020000000007
            .. 00 02 00 04 78 00 00 00 01  sequence 2, body of 4 bytes, header check wrong by one bit
            B0 BF 2B 2D 0B 1E A5 00  tag
            00 45                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an envelope with a frame and its CRC",
        clause="GWY-03",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 30           magic, edition 1, SECURED, GATEWAY_UP
            99 99 01 00 00 00 00 42  terminal
            00 99 00 1B D3           sequence 153, body of 27 bytes, header check
            01                       one frame
            00 18 57 54 01 02 04 99 99 02 00 00 00 00 07  a HEARTBEAT of sub-terminal 9999020000000007
            .. 00 02 00 04 79 00 00 00 01  sequence 2, body of 4 bytes, header check, oldest record 1
            .. EB 54                 its CRC-16, which has to be left out
            91 A2 08 53 FB B2 4B 2C  tag
            87 44                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an envelope with half a frame",
        clause="GWY-04",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 B0           magic, edition 1, SECURED, GATEWAY_DOWN
            99 99 01 00 00 00 00 42  terminal
            00 97 00 19 00           sequence 151, body of 25 bytes, header check
            01                       one frame
            00 16 57 54 01 0A A1 99 99 02 00 00 00 00 07  a LOCK of sub-terminal 9999020000000007
            .. 00 05 00 08 B3        sequence 5, body of 8 bytes, header check
            .. 00 00 00 01           command 1, and no more
            A4 0B 98 B1 57 45 92 5A  tag
            99 D6                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an envelope in an envelope",
        clause="GWY-10",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 08 30           magic, edition 1, SECURED, GATEWAY_UP
            99 99 01 00 00 00 00 42  terminal
            00 9A 00 2E E5           sequence 154, body of 46 bytes, header check
            01                       one frame
            00 2B 57 54 01 00 30 99 99 02 00 00 00 00 07  a GATEWAY_UP of sub-terminal 9999020000000007
            .. 00 02 00 19 38 01     sequence 2, body of 25 bytes, header check, one frame
            .. 00 16 57 54 01 02 04 99 99 03 00 00 00 00 01  22 bytes, a HEARTBEAT of 9999030000000001
            .. 00 00 00 04 8C 00 00 00 01  sequence 0, body of 4 bytes, header check, oldest record 1
            E0 AF 94 3D CD 9C CE 7F  tag
            2A 76                    CRC-16
        """,
        secured=SESSION_UP,
    ),
)
