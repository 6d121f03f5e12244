"""Frames whose checks or lengths are wrong. All of them are dropped silently, and nothing behind them is lost."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.malformed.malformed import DROPPED, Malformed

CHECKS = (
    Malformed(
        name="a CRC wrong by one bit",
        clause="FRM-08",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 07 00 04 19           sequence 7, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            EE 91 D3 D8 90 3D 35 BE  tag
            26 A0                    CRC-16, its last bit turned
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an UNLOCK with a CRC wrong by one bit",
        clause="FRM-08",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A0           magic, edition 1, ACK_REQUIRED and SECURED, UNLOCK
            99 99 01 00 00 00 00 42  terminal
            00 07 00 28 8C           sequence 7, body of 40 bytes, header check
            00 00 00 03              command 3
            00 00 02 BC              grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            00 0F 12 06              permit 987654
            69 23 B5 18 00 FA        issued 01:30:00.250
            69 23 B5 36 00 FA        to be accepted until 01:30:30.250
            69 23 CA 30 00 00        grant ends 03:00:00.000
            02 58                    idle limit 600 s
            82 22 D9 4E 75 E3 45 D3  tag
            65 91                    CRC-16, its last bit turned
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a CRC in the other byte order",
        clause="FRM-01",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 08 00 04 5E           sequence 8, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            05 50 46 9E AE D5 48 26  tag
            5E 0D                    CRC-16, low byte first
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="no CRC but zeros",
        clause="FRM-08",
        to="platform",
        standing="before login",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 02           magic, edition 1, ACK_REQUIRED and SECURED, LOGIN
            99 99 01 00 00 00 00 42  terminal
            00 00 00 15 09           sequence 0, body of 21 bytes, header check
            01                       suite: HMAC-SHA-256
            00 00 00 11              boot counter 17
            11 22 33 44 55 66 77 88  nonce
            00 00 21 A2              oldest record 8610
            00 00 21 B0              following record 8624
            00 00 00 00 00 00 00 00  tag
            00 00                    what some firmware sends in place of a check
        """,
    ),
    Malformed(
        name="the CRC of Modbus",
        clause="FRM-08",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 09 00 04 35           sequence 9, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            AC 74 8C 48 28 32 6C B4  tag
            DE 67                    CRC-16 of another polynomial, reflected
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a CRC that began with zero",
        clause="FRM-08",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A7           magic, edition 1, ACK_REQUIRED and SECURED, QUERY
            99 99 01 00 00 00 00 42  terminal
            00 07 00 01 B6           sequence 7, body of 1 bytes, header check
            00                       STATUS is asked for
            AC E1 41 E5 19 B7 15 2F  tag
            53 DD                    CRC-16 of the right polynomial, register 0000 at the start
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a CRC over the body alone",
        clause="FRM-08",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 0A 00 04 88           sequence 10, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            B0 77 B2 AE 71 11 2A A1  tag
            B3 B4                    CRC-16 without the header
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a header check wrong by one bit",
        clause="FRM-06",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A7           magic, edition 1, ACK_REQUIRED and SECURED, QUERY
            99 99 01 00 00 00 00 42  terminal
            00 08 00 01 F0           sequence 8, body of 1 bytes, header check with its last bit turned
            00                       STATUS is asked for
            DB 26 98 6D 09 B9 A7 28  tag
            37 B9                    CRC-16, right for all of this
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="no header check but zero",
        clause="FRM-06",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 0B 00 04 00           sequence 11, body of 4 bytes, and no header check
            00 00 21 A2              oldest record 8610
            00 00 00 00 00 00 00 00  tag
            00 00                    CRC-16
        """,
    ),
    Malformed(
        name="a length that is one too many",
        clause="FRM-11",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 0C 00 05 F2           sequence 12, body of 5 bytes, which is a lie, header check
            00 00 21 A2              oldest record 8610
            B6 86 FC 54 C4 D2 03 84  tag
            0B 7E                    CRC-16, right for all of this; the next frame's first byte is taken for its end
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a length that is one too few",
        clause="FRM-08",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 0D 00 03 8B           sequence 13, body of 3 bytes, which is a lie, header check
            00 00 21 A2              oldest record 8610
            64 10 1E 4B CD 05 65 97  tag
            F2 9A                    CRC-16, right for all of this
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a length of zero before a body",
        clause="FRM-08",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 09 00 00 EC           sequence 9, no body, which is a lie, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            7F 85 AD BD 74 9C 3A 51  tag
            9D 5D                    CRC-16, right for all of this
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a length that swallows the next frame",
        clause="FRM-11",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 00 10           magic, edition 1, no flags, STATUS
            99 99 01 00 00 00 00 42  terminal
            00 0E 00 1E B4           sequence 14, body of 30 bytes, of which the next frame's are the first, header check
        """,
    ),
    Malformed(
        name="a promise of 1024 bytes that never come",
        clause="FRM-12",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 08 10           magic, edition 1, SECURED, STATUS
            99 99 01 00 00 00 00 42  terminal
            00 0F 04 00 EC           sequence 15, body of 1024 bytes, header check
            00 00 21 A2              and this is all
        """,
    ),
    Malformed(
        name="a promise of 1024 bytes that never come, before login",
        clause="FRM-12",
        to="platform",
        standing="before login",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 02           magic, edition 1, ACK_REQUIRED and SECURED, LOGIN
            99 99 01 00 00 00 00 42  terminal
            00 00 04 00 36           sequence 0, body of 1024 bytes, header check
        """,
    ),
    Malformed(
        name="a length in the other byte order",
        clause="FRM-01",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 10 04 00 E5           sequence 16, body of 4 bytes with the low one first: that is 1024, header check
            00 00 21 A2              oldest record 8610
            53 57 C3 26 32 F5 47 F4  tag
            0E F6                    CRC-16, right for all of this
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a length of 1025",
        clause="FRM-07",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 08 10           magic, edition 1, SECURED, STATUS
            99 99 01 00 00 00 00 42  terminal
            00 11 04 01 65           sequence 17, body of 1025 bytes: the header is not believed, whatever its check
        """,
    ),
    Malformed(
        name="a length of 65535",
        clause="FRM-07",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A5           magic, edition 1, ACK_REQUIRED and SECURED, UPGRADE_CHUNK
            99 99 01 00 00 00 00 42  terminal
            00 0A FF FF 2B           sequence 10, body of 65535 bytes, header check
            00 00 00 09              upgrade 9
        """,
    ),
    Malformed(
        name="a terminal id with a nibble that is no digit",
        clause="FRM-05",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A7           magic, edition 1, ACK_REQUIRED and SECURED, QUERY
            99 99 01 00 00 00 00 4A  terminal, its last digit A
            00 0B 00 01 55           sequence 11, body of 1 bytes, header check
            00                       STATUS is asked for
            DC 94 DC 7D B6 55 F2 6A  tag
            94 D7                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a terminal id in binary",
        clause="FRM-05",
        to="platform",
        standing="before login",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 02           magic, edition 1, ACK_REQUIRED and SECURED, LOGIN
            00 23 86 0B EF 27 D4 2A  9999010000000042 as a number of 64 bits
            00 00 00 15 D4           sequence 0, body of 21 bytes, header check
            01                       suite: HMAC-SHA-256
            00 00 00 11              boot counter 17
            11 22 33 44 55 66 77 88  nonce
            00 00 21 A2              oldest record 8610
            00 00 21 B0              following record 8624
            00 00 00 00 00 00 00 00  tag
            73 5F                    CRC-16
        """,
    ),
    Malformed(
        name="SECURED without a tag",
        clause="FRM-01",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04           magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 12 00 04 7B           sequence 18, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            E1 4C                    CRC-16, where the tag should be
        """,
    ),
    Malformed(
        name="a tag without SECURED",
        clause="FRM-01",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 02 A7           magic, edition 1, ACK_REQUIRED, QUERY
            99 99 01 00 00 00 00 42  terminal
            00 0C 00 01 67           sequence 12, body of 1 byte, header check
            00                       STATUS is asked for
            37 80 16 EE 0D 66 85 B9  tag, which the flags do not promise
            1B 18                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
)
