"""Codes nobody knows here (FRM-13, FRM-16)."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

UNKNOWN_CODE = Refused(2)

CODES = (
    Malformed(
        name="an unknown code, to a platform",
        clause="FRM-13",
        to="platform",
        standing="in session",
        reaction=UNKNOWN_CODE,
        typed="""
            57 54 01 0A 3F           magic, edition 1, ACK_REQUIRED and SECURED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 60 00 03 59           sequence 96, body of 3 bytes, header check
            01 02 03                 whatever it is
            1D 5E C6 69 48 FD AE D3  tag
            E8 95                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an unknown code, to a terminal",
        clause="FRM-13",
        to="terminal",
        standing="in session",
        reaction=UNKNOWN_CODE,
        typed="""
            57 54 01 08 BF           magic, edition 1, SECURED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 60 00 00 6C           sequence 96, no body, header check
            EA 45 9D D7 A5 B8 18 8D  tag
            58 09                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a private code of a dialect that is not spoken, to a platform",
        clause="FRM-16",
        to="platform",
        standing="in session",
        reaction=UNKNOWN_CODE,
        typed="""
            57 54 01 0A 60           magic, edition 1, ACK_REQUIRED and SECURED, the first private code
            99 99 01 00 00 00 00 42  terminal
            00 61 00 02 E8           sequence 97, body of 2 bytes, header check
            12 34                    whatever it is
            57 E5 4E 58 B0 F0 56 F9  tag
            A8 F5                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a private code of a dialect that is not spoken, to a terminal",
        clause="FRM-16",
        to="terminal",
        standing="in session",
        reaction=UNKNOWN_CODE,
        typed="""
            57 54 01 0A EF           magic, edition 1, ACK_REQUIRED and SECURED, the last private code
            99 99 01 00 00 00 00 42  terminal
            00 61 00 00 4E           sequence 97, no body, header check
            BD 71 96 79 9D 96 3D 38  tag
            10 34                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an unknown code with BACKFILL",
        clause="FRM-19",
        to="platform",
        standing="in session",
        reaction=UNKNOWN_CODE,
        typed="""
            57 54 01 0E 3F           magic, edition 1, ACK_REQUIRED, BACKFILL, SECURED, unknown: this comes first
            99 99 01 00 00 00 00 42  terminal
            00 62 00 00 1B           sequence 98, no body, header check
            B2 40 6E A9 CB E8 6B 05  tag
            79 BA                    CRC-16
        """,
        secured=SESSION_UP,
    ),
)
