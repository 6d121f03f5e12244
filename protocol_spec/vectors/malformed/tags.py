"""Tags that are none, or of another key, suite, session or direction (SEC)."""

from protocol_spec.vectors.keys import (
    EARLIER_DOWN,
    EARLIER_UP,
    SESSION_UP_SM3,
    TERMINAL_DOWN,
    TERMINAL_UP,
    TURNED_DOWN,
    TURNED_UP,
)
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

BAD_TAG = Refused(8)

TAGS = (
    Malformed(
        name="a tag wrong by one bit",
        clause="SEC-05",
        to="terminal",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 40 00 08 68           sequence 64, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            67 1F 69 6E 53 5F 1A 87  tag, its last bit turned
            73 4F                    CRC-16
        """,
    ),
    Malformed(
        name="a tag of zeros",
        clause="SEC-05",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 40 00 04 89           sequence 64, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            00 00 00 00 00 00 00 00  tag
            09 4C                    CRC-16
        """,
    ),
    Malformed(
        name="a tag made with the direction of the other side, to a terminal",
        clause="SEC-09",
        to="terminal",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 41 00 08 03           sequence 65, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            F7 91 C3 20 D5 87 30 C7  tag: direction byte 00, where it has to be 01
            C3 1F                    CRC-16
        """,
        secured=TURNED_DOWN,
    ),
    Malformed(
        name="a tag made with the direction of the other side, to a platform",
        clause="SEC-09",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 41 00 04 E2           sequence 65, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            37 AE 8D 93 1A 7F FF A9  tag: direction byte 01, where it has to be 00
            96 5E                    CRC-16
        """,
        secured=TURNED_UP,
    ),
    Malformed(
        name="a tag made without a direction",
        clause="SEC-03",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 42 00 04 5F           sequence 66, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            3B 3E 12 4A DB D9 16 4D  tag over the frame alone
            7F 5B                    CRC-16
        """,
    ),
    Malformed(
        name="a tag over the body alone",
        clause="SEC-03",
        to="terminal",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 42 00 08 BE           sequence 66, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            BC 38 F4 28 54 0E EA 0B  tag: direction byte 01, then the body
            5C 8C                    CRC-16
        """,
    ),
    Malformed(
        name="the last eight bytes of the HMAC for a tag",
        clause="SEC-02",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 43 00 04 34           sequence 67, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            5C 7D 79 D0 4B 60 A1 F1  bytes 24 to 31 of the HMAC
            90 54                    CRC-16
        """,
    ),
    Malformed(
        name="a tag of the other suite",
        clause="SEC-02",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 44 00 04 22           sequence 68, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            6C 55 3C 1D 9B 8A A4 61  tag of suite 2 in a session of suite 1
            52 FF                    CRC-16
        """,
        secured=SESSION_UP_SM3,
    ),
    Malformed(
        name="a command under the terminal key",
        clause="SEC-01",
        to="terminal",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 43 00 28 A1           sequence 67, body of 40 bytes, header check
            00 00 00 03 00 00 02 BC  command 3, grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            A0 4F F4 2E 6C 2B 81 C4  tag under the terminal key
            B6 A2                    CRC-16
        """,
        secured=TERMINAL_DOWN,
    ),
    Malformed(
        name="a report under the terminal key",
        clause="SEC-01",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 45 00 04 49           sequence 69, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            52 CF AC 80 B4 01 9B 85  tag under the terminal key
            B7 C3                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="an UNLOCK of an earlier session",
        clause="SEC-04",
        to="terminal",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 44 00 28 B7           sequence 68, body of 40 bytes, header check
            00 00 00 03 00 00 02 BC  command 3, grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            70 2B 47 59 A6 DC 68 21  tag under a session key that differs by one number of the platform's nonce
            AF 18                    CRC-16
        """,
        secured=EARLIER_DOWN,
    ),
    Malformed(
        name="a record of an earlier session",
        clause="SEC-04",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 13           magic, edition 1, ACK_REQUIRED and SECURED, EVENT
            99 99 01 00 00 00 00 42  terminal
            00 46 00 12 0C           sequence 70, body of 18 bytes, header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01 00 04 02 00 00 00 00  clock synchronised, current while locked, alarm, value 0
            D4 26 21 4D 40 56 3E C0  tag under the session key before
            48 38                    CRC-16
        """,
        secured=EARLIER_UP,
    ),
    Malformed(
        name="a wrong tag on an unknown code",
        clause="SEC-18",
        to="platform",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A 3F           magic, edition 1, ACK_REQUIRED and SECURED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 47 00 00 05           sequence 71, no body, header check
            5D 20 E6 1D 47 BF 3F EC  tag, its last bit turned
            3E AC                    CRC-16
        """,
    ),
    Malformed(
        name="a wrong tag on a body that cannot be read",
        clause="SEC-18",
        to="terminal",
        standing="in session",
        reaction=BAD_TAG,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 45 00 08 A8           sequence 69, body of 8 bytes, header check
            00 00 00 03 00 07 00 00  mode 7, which there is not
            39 6C 9C A8 63 F1 2D 89  tag, its last bit turned
            E3 2F                    CRC-16
        """,
    ),
    Malformed(
        name="an answer with a wrong tag",
        clause="ACK-04",
        to="terminal",
        standing="in session",
        reaction=Refused(8, answered=False),
        typed="""
            57 54 01 09 FF           magic, edition 1, RESPONSE and SECURED, PLATFORM_ACK
            99 99 01 00 00 00 00 42  terminal
            00 46 00 08 74           sequence 70, body of 8 bytes, header check
            00 01 10 00 7F FF FF FF  answers 1, a STATUS, ok, watermark 2147483647
            35 E1 D8 E9 49 01 D0 2D  tag, its last bit turned
            0F 07                    CRC-16
        """,
    ),
)
