"""Bodies of fixed fields that cannot be read, and BACKFILL where it does not belong (FRM-14, FRM-18, FRM-22)."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP, TERMINAL_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

MALFORMED_BODY = Refused(5)

BODIES = (
    Malformed(
        name="a heartbeat with BACKFILL",
        clause="FRM-18",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E 04           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 63 00 04 EA           sequence 99, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            6F 51 64 48 BD 88 EB 57  tag
            BA 16                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a LOCK with BACKFILL",
        clause="FRM-18",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0E A1           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 63 00 08 0B           sequence 99, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            6C 5C 80 45 EF 64 1D 89  tag
            91 44                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an upgrade chunk without data",
        clause="UPG-17",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A5                       UPGRADE_CHUNK
            99 99 01 00 00 00 00 42  terminal
            00 16                    sequence 22
            00 0A                    body of 10 bytes
            61                       header check
            00 00 00 09              upgrade 9
            00 00 00 00              offset 0
            00 00                    no data: a length of two bytes, because the limit is over 255
            EE E3 39 E4 E8 9F 5B 96  tag: direction byte 01, then the frame up to here
            9F 05                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a body one byte too short",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 64 00 03 74           sequence 100, body of 3 bytes, header check
            00 21 A2                 oldest record 8610, in three bytes
            D0 60 CC 37 81 DD 7A 81  tag
            4B F3                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a byte after the last field",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 64 00 09 87           sequence 100, body of 9 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            00                       one more
            BD 4B 76 4F 10 75 02 82  tag
            D3 E2                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a body where there is none",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 05           magic, edition 1, ACK_REQUIRED and SECURED, TIME_REQUEST
            99 99 01 00 00 00 00 42  terminal
            00 65 00 06 90           sequence 101, body of 6 bytes, header check
            69 23 B5 18 00 00        what time the terminal thinks it is
            90 72 CB A5 59 2A B4 C6  tag
            B9 0B                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="no body where there is one",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 65 00 00 47           sequence 101, no body, header check
            53 53 68 B1 8D 04 BE E1  tag
            9C 3A                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a mode of locking that there is not",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 66 00 08 56           sequence 102, body of 8 bytes, header check
            00 00 00 03 00           command 3, by the platform
            02                       mode 2
            00 00                    no wait
            CA 96 D3 6D B6 94 33 6E  tag
            82 BB                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a query for what there is not",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A7           magic, edition 1, ACK_REQUIRED and SECURED, QUERY
            99 99 01 00 00 00 00 42  terminal
            00 67 00 01 73           sequence 103, body of 1 byte, header check
            03                       subject 3
            9B DF 22 07 3D 71 D5 1D  tag
            48 37                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an event that there is not",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 66 00 12 4F           sequence 102, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01                       clock synchronised
            04 00                    the event current while locked, low byte first
            02 00 00 00 00           alarm, value 0
            72 7D 73 A6 8A EC D3 0F  tag
            0C A0                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a state of the clock that there is not",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 67 00 12 24           sequence 103, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            FF                       clock 255: a code has no value for not available
            00 04 02 00 00 00 00     current while locked, alarm, value 0
            B2 BD EF EE D0 5D 64 94  tag
            88 BD                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a reason for leaving that there is not",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 03           magic, edition 1, ACK_REQUIRED and SECURED, LOGOUT
            99 99 01 00 00 00 00 42  terminal
            00 68 00 05 79           sequence 104, body of 5 bytes, header check
            05 00 00 21 B0           reason 5, following record 8624
            F8 46 EF E0 A6 3C DE 8B  tag
            98 F3                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a login of a suite that there is not",
        clause="FRM-14",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 02           magic, edition 1, ACK_REQUIRED and SECURED, LOGIN
            99 99 01 00 00 00 00 42  terminal
            00 00 00 15 09           sequence 0, body of 21 bytes, header check
            03                       suite 3
            00 00 00 11              boot counter 17
            11 22 33 44 55 66 77 88  nonce
            00 00 21 A2              oldest record 8610
            00 00 21 B0              following record 8624
            E9 14 DE FD DE 10 79 29  tag of suite 1
            67 18                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="a thousand milliseconds, to a terminal",
        clause="FRM-22",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 68 00 28 0E           sequence 104, body of 40 bytes, header check
            00 00 00 03 00 00 02 BC  command 3, grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 03 E8        to be accepted until 01:30:30 and 1000 ms
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            ED 4E 52 CF A0 73 0D 7E  tag
            BF 32                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a thousand milliseconds, to a platform",
        clause="FRM-22",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 69 00 12 08           sequence 105, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 03 E8        2025-11-24 02:15:40 and 1000 ms
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            98 73 13 97 3F E2 33 B8  tag
            84 B6                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a time in BCD",
        clause="FRM-22",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 6A 00 12 B5           sequence 106, body of 18 bytes, header check
            00 00 21 AA              record 8618
            25 11 24 02 15 40        2025-11-24 02:15:40 in the digits of other protocols: 5440 ms
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            D1 65 01 36 E9 80 94 D4  tag
            BF B1                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an UNLOCK of no grant",
        clause="LCK-29",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 6B 00 28 B3           sequence 107, body of 40 bytes, header check
            00 00 00 03              command 3
            00 00 00 00              grant 0, which is none
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            51 3F AF D8 61 0F 62 AF  tag
            9F BE                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an UNLOCK that may be idle for no time",
        clause="LCK-29",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 6C 00 28 A5           sequence 108, body of 40 bytes, header check
            00 00 00 03              command 3
            00 00 02 BC              grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            00 00                    idle limit 0 s
            A7 C1 B9 F7 9D 70 D7 9B  tag
            36 2E                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
)
