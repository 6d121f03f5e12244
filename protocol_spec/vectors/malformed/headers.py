"""Headers that are believed and refused by name: edition, terminal id, reserved flags, direction."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP, TERMINAL_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

HEADERS = (
    Malformed(
        name="edition 0",
        clause="FRM-02",
        to="platform",
        standing="in session",
        reaction=Refused(4),
        typed="""
            57 54 00 0A 04           magic, edition 0, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 20 00 04 F9           sequence 32, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            87 F9 14 15 D4 C0 8C D4  tag
            12 04                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="edition 7",
        clause="FRM-02",
        to="terminal",
        standing="in session",
        reaction=Refused(4),
        typed="""
            57 54 07 0A A1           magic, edition 7, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 20 00 08 1A           sequence 32, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            DD 90 9F EB DB 32 50 17  tag
            52 66                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="edition 2 of a login",
        clause="FRM-02",
        to="platform",
        standing="before login",
        reaction=Refused(4),
        typed="""
            57 54 02 0A 02           magic, edition 2, ACK_REQUIRED and SECURED, LOGIN
            99 99 01 00 00 00 00 42  terminal
            00 00 00 15 D1           sequence 0, body of 21 bytes, header check
            01                       suite: HMAC-SHA-256
            00 00 00 11              boot counter 17
            11 22 33 44 55 66 77 88  nonce
            00 00 21 A2              oldest record 8610
            00 00 21 B0              following record 8624
            64 04 25 BA 01 8D 54 64  tag
            9C 55                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="edition 255 without a session",
        clause="SES-14",
        to="terminal",
        standing="before login",
        reaction=Refused(4, answered=False),
        typed="""
            57 54 FF 02 A8           magic, edition 255, ACK_REQUIRED, IDENTIFY
            99 99 01 00 00 00 00 42  terminal
            00 00 00 00 E6           sequence 0, no body, header check
            A1 3D                    CRC-16
        """,
    ),
    Malformed(
        name="an edition that is not spoken, and everything else wrong too",
        clause="FRM-19",
        to="platform",
        standing="in session",
        reaction=Refused(4),
        typed="""
            57 54 03 F0 BB           magic, edition 3, all reserved flags, an unknown code of the wrong direction
            99 99 01 00 00 00 00 43  another terminal
            00 21 00 00 55           sequence 33, no body, header check
            E9 C7                    CRC-16
        """,
    ),
    Malformed(
        name="another terminal's id",
        clause="FRM-17",
        to="terminal",
        standing="in session",
        reaction=Refused(14),
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 43  another terminal
            00 21 00 08 A4           sequence 33, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            B2 70 6D BA 9E 60 B0 97  tag
            70 A4                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a command to anybody",
        clause="FRM-17",
        to="terminal",
        standing="in session",
        reaction=Refused(14),
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            00 00 00 00 00 00 00 00  anybody, which is for IDENTIFY
            00 22 00 08 98           sequence 34, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            C1 75 00 96 E9 81 88 59  tag
            68 06                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="IDENTIFY to another terminal",
        clause="FRM-17",
        to="terminal",
        standing="in session",
        reaction=Refused(14),
        typed="""
            57 54 01 02 A8           magic, edition 1, ACK_REQUIRED, IDENTIFY
            99 99 01 00 00 00 00 43  another terminal
            00 23 00 00 5F           sequence 35, no body, header check
            4E 84                    CRC-16
        """,
    ),
    Malformed(
        name="IDENTIFY to another terminal, without a session",
        clause="SES-14",
        to="terminal",
        standing="before login",
        reaction=Refused(14, answered=False),
        typed="""
            57 54 01 02 A8           magic, edition 1, ACK_REQUIRED, IDENTIFY
            99 99 01 00 00 00 00 43  another terminal
            00 00 00 00 A1           sequence 0, no body, header check
            EC C7                    CRC-16
        """,
    ),
    Malformed(
        name="another terminal's id and a reserved flag",
        clause="FRM-19",
        to="terminal",
        standing="in session",
        reaction=Refused(14),
        typed="""
            57 54 01 1A A1           magic, edition 1, reserved flag b4, LOCK
            99 99 01 00 00 00 00 43  another terminal: this comes first
            00 24 00 08 1E           sequence 36, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            9D 6C 34 38 8F C2 4A BB  tag
            BA 08                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a terminal id in ASCII",
        clause="SES-05",
        to="platform",
        standing="in session",
        reaction=Refused(6),
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            39 39 39 39 30 31 30 30  "99990100", which is BCD too: terminal 3939393930313030
            00 22 00 04 C6           sequence 34, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            39 F9 83 49 1D 98 1E 83  tag
            62 2E                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a record of a terminal that is not logged in here",
        clause="SES-05",
        to="platform",
        standing="in session",
        reaction=Refused(6),
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT
            99 99 01 00 00 00 00 43  another terminal
            00 23 00 12 6B           sequence 35, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            6B C6 92 E3 3E C2 46 EA  tag
            6D 39                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a reserved flag",
        clause="FRM-03",
        to="terminal",
        standing="in session",
        reaction=Refused(5),
        typed="""
            57 54 01 1A A1           magic, edition 1, reserved flag b4 beside ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 25 00 08 17           sequence 37, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            C7 45 F3 0D D5 40 07 0C  tag
            D7 7D                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="all reserved flags",
        clause="FRM-03",
        to="platform",
        standing="in session",
        reaction=Refused(5),
        typed="""
            57 54 01 FA 04           magic, edition 1, all reserved flags beside ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 24 00 04 5F           sequence 36, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            2A D0 27 15 88 F2 07 6C  tag
            74 EB                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a reserved flag of the highest bit, before login",
        clause="FRM-03",
        to="platform",
        standing="before login",
        reaction=Refused(5),
        typed="""
            57 54 01 82 04           magic, edition 1, reserved flag b7 beside ACK_REQUIRED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 00 00 04 EB           sequence 0, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            77 23                    CRC-16
        """,
    ),
    Malformed(
        name="a record sent to a terminal",
        clause="FRM-15",
        to="terminal",
        standing="in session",
        reaction=Refused(3),
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT: what a terminal sends
            99 99 01 00 00 00 00 42  terminal
            00 26 00 12 C9           sequence 38, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            B3 DC 8C 9C 2E 11 24 A2  tag
            20 AD                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an UNLOCK sent to a platform",
        clause="FRM-15",
        to="platform",
        standing="in session",
        reaction=Refused(3),
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK: what a platform sends
            99 99 01 00 00 00 00 42  terminal
            00 25 00 28 19           sequence 37, body of 40 bytes, header check
            00 00 00 01 00 00 02 BC  command 1, grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            1A BF 95 EC D9 41 F6 2F  tag
            00 38                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an unknown code of the wrong direction",
        clause="FRM-19",
        to="terminal",
        standing="in session",
        reaction=Refused(3),
        typed="""
            57 54 01 02 33           magic, edition 1, ACK_REQUIRED, an unknown code with bit 7 clear
            99 99 01 00 00 00 00 42  terminal
            00 27 00 00 1F           sequence 39, no body, header check
            7E 50                    CRC-16
        """,
    ),
    Malformed(
        name="the wrong direction before login",
        clause="FRM-15",
        to="platform",
        standing="before login",
        reaction=Refused(3),
        typed="""
            57 54 01 02 A8           magic, edition 1, ACK_REQUIRED, IDENTIFY: what a platform sends
            99 99 01 00 00 00 00 42  terminal
            00 00 00 00 C3           sequence 0, no body, header check
            E5 83                    CRC-16
        """,
    ),
)
