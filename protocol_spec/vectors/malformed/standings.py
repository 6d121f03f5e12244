"""Frames that are good somewhere else: before there is a session, without a tag within one, over a link at all."""

from protocol_spec.vectors.keys import PERMIT, SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

STANDINGS = (
    Malformed(
        name="a heartbeat before login",
        clause="SES-05",
        to="platform",
        standing="before login",
        reaction=Refused(6),
        typed="""
            57 54 01 02 04           magic, edition 1, ACK_REQUIRED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 00 00 04 32           sequence 0, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            7A 74                    CRC-16
        """,
    ),
    Malformed(
        name="a record before login",
        clause="SES-05",
        to="platform",
        standing="before login",
        reaction=Refused(6),
        typed="""
            57 54 01 0E 13           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 01 00 12 01           sequence 1, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            6A C5 F6 51 F3 78 04 46  tag of a session that is no more
            D2 98                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an unknown code before login",
        clause="FRM-19",
        to="platform",
        standing="before login",
        reaction=Refused(6),
        typed="""
            57 54 01 02 3F           magic, edition 1, ACK_REQUIRED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 02 00 00 7E           sequence 2, no body, header check
            9F 12                    CRC-16
        """,
    ),
    Malformed(
        name="a command's result before login",
        clause="ACK-04",
        to="platform",
        standing="before login",
        reaction=Refused(6, answered=False),
        typed="""
            57 54 01 01 20           magic, edition 1, RESPONSE, COMMAND_RESULT
            99 99 01 00 00 00 00 42  terminal
            00 03 00 0B 2A           sequence 3, body of 11 bytes, header check
            00 03 00 00 00 01 00 01 01 00 C8  answers 3, command 1, ok, closed, closed, 200 ms
            47 59                    CRC-16
        """,
    ),
    Malformed(
        name="an UNLOCK without a session",
        clause="SES-14",
        to="terminal",
        standing="before login",
        reaction=Refused(6, answered=False),
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 00 00 28 9A           sequence 0, body of 40 bytes, header check
            00 00 00 01 00 00 02 BC  command 1, grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            C0 08 1C 77 5E 7F BB 00  tag of a session that is no more
            27 B2                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an unknown code without a session",
        clause="SES-14",
        to="terminal",
        standing="before login",
        reaction=Refused(6, answered=False),
        typed="""
            57 54 01 02 BF           magic, edition 1, ACK_REQUIRED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 00 00 00 59           sequence 0, no body, header check
            71 81                    CRC-16
        """,
    ),
    Malformed(
        name="an UNLOCK without a tag",
        clause="SEC-08",
        to="terminal",
        standing="in session",
        reaction=Refused(7),
        typed="""
            57 54 01 02 A0           magic, edition 1, ACK_REQUIRED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 30 00 28 46           sequence 48, body of 40 bytes, header check
            00 00 00 03 00 00 02 BC  command 3, grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            A4 B1                    CRC-16
        """,
    ),
    Malformed(
        name="a LOCK without a tag",
        clause="SEC-08",
        to="terminal",
        standing="in session",
        reaction=Refused(7),
        typed="""
            57 54 01 02 A1           magic, edition 1, ACK_REQUIRED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 31 00 08 59           sequence 49, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            85 4F                    CRC-16
        """,
    ),
    Malformed(
        name="a record without a tag",
        clause="SEC-08",
        to="platform",
        standing="in session",
        reaction=Refused(7),
        typed="""
            57 54 01 02 13           magic, edition 1, ACK_REQUIRED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 30 00 12 2B           sequence 48, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            A5 7B                    CRC-16
        """,
    ),
    Malformed(
        name="a command's result without a tag",
        clause="ACK-04",
        to="platform",
        standing="in session",
        reaction=Refused(7, answered=False),
        typed="""
            57 54 01 01 20           magic, edition 1, RESPONSE, COMMAND_RESULT
            99 99 01 00 00 00 00 42  terminal
            00 31 00 0B 1D           sequence 49, body of 11 bytes, header check
            00 03 00 00 00 01 00 01 01 00 C8  answers 3, command 1, ok, closed, closed, 200 ms
            88 A5                    CRC-16
        """,
    ),
    Malformed(
        name="an unknown code without a tag",
        clause="FRM-19",
        to="platform",
        standing="in session",
        reaction=Refused(7),
        typed="""
            57 54 01 02 3F           magic, edition 1, ACK_REQUIRED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 32 00 00 9F           sequence 50, no body, header check
            5E F4                    CRC-16
        """,
    ),
    Malformed(
        name="a body that cannot be read, without a tag",
        clause="FRM-19",
        to="terminal",
        standing="in session",
        reaction=Refused(7),
        typed="""
            57 54 01 02 A0           magic, edition 1, ACK_REQUIRED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 32 00 01 4F           sequence 50, body of 1 byte, header check
            00                       too short by 39
            28 66                    CRC-16
        """,
    ),
    Malformed(
        name="an offline permit over the link",
        clause="OFF-05",
        to="terminal",
        standing="in session",
        reaction=Refused(62),
        typed="""
            57 54 01 08 A9           magic, edition 1, SECURED, OFFLINE_PERMIT
            99 99 01 00 00 00 00 42  terminal
            00 33 00 22 15           sequence 51, body of 34 bytes, header check
            00 00 00 05 00 00 02 BD  counter 5, grant 701
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 00        valid from 01:30:00.000
            69 24 25 98 00 00        valid until 09:30:00.000
            02 58                    idle limit 600 s
            C1 2A A4 A5 D1 AE 7D 04  tag under the session key
            40 E6                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an offline permit under its own key, over the link",
        clause="SEC-05",
        to="terminal",
        standing="in session",
        reaction=Refused(8),
        typed="""
            57 54 01 08 A9           magic, edition 1, SECURED, OFFLINE_PERMIT
            99 99 01 00 00 00 00 42  terminal
            00 34 00 22 03           sequence 52, body of 34 bytes, header check
            00 00 00 05 00 00 02 BD  counter 5, grant 701
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 00        valid from 01:30:00.000
            69 24 25 98 00 00        valid until 09:30:00.000
            02 58                    idle limit 600 s
            21 55 C1 A5 B0 8C CD 16  tag under the permit key
            04 07                    CRC-16
        """,
        secured=PERMIT,
    ),
    Malformed(
        name="an offline permit over the link, without a session",
        clause="SES-14",
        to="terminal",
        standing="before login",
        reaction=Refused(6, answered=False),
        typed="""
            57 54 01 08 A9           magic, edition 1, SECURED, OFFLINE_PERMIT
            99 99 01 00 00 00 00 42  terminal
            00 00 00 22 49           sequence 0, body of 34 bytes, header check
            00 00 00 05 00 00 02 BD  counter 5, grant 701
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 00        valid from 01:30:00.000
            69 24 25 98 00 00        valid until 09:30:00.000
            02 58                    idle limit 600 s
            06 C9 03 0D BB 3B 89 6E  tag under the permit key
            60 54                    CRC-16
        """,
        secured=PERMIT,
    ),
)
