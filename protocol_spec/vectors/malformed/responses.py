"""RESPONSE where it does not belong, and answers that are wrong, which nobody answers (FRM-04, ACK-04)."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

RESPONSES = (
    Malformed(
        name="a heartbeat with RESPONSE",
        clause="FRM-04",
        to="platform",
        standing="in session",
        reaction=Refused(5, answered=False),
        typed="""
            57 54 01 0B 04           magic, edition 1, RESPONSE, ACK_REQUIRED, SECURED, HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 50 00 04 CE           sequence 80, body of 4 bytes, header check
            00 00 21 A2              oldest record 8610
            70 4B 82 06 6F D9 88 9C  tag
            BD EF                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a LOCK with RESPONSE",
        clause="FRM-04",
        to="terminal",
        standing="in session",
        reaction=Refused(5, answered=False),
        typed="""
            57 54 01 09 A1           magic, edition 1, RESPONSE and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 50 00 08 E2           sequence 80, body of 8 bytes, header check
            00 00 00 03 00 00 00 00  command 3, by the platform, now, no wait
            14 F0 F3 B8 E1 E4 5A CD  tag
            62 DD                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a command's result without RESPONSE",
        clause="FRM-04",
        to="platform",
        standing="in session",
        reaction=Refused(5),
        typed="""
            57 54 01 08 20           magic, edition 1, SECURED, COMMAND_RESULT
            99 99 01 00 00 00 00 42  terminal
            00 51 00 0B 00           sequence 81, body of 11 bytes, header check
            00 03 00 00 00 01 00 01 01 00 C8  answers 3, command 1, ok, closed, closed, 200 ms
            06 BF 14 48 B0 B2 56 8D  tag
            84 9F                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an acknowledgement without RESPONSE",
        clause="FRM-04",
        to="terminal",
        standing="in session",
        reaction=Refused(5),
        typed="""
            57 54 01 08 FF           magic, edition 1, SECURED, PLATFORM_ACK
            99 99 01 00 00 00 00 42  terminal
            00 51 00 08 25           sequence 81, body of 8 bytes, header check
            00 01 10 00 7F FF FF FF  answers 1, a STATUS, ok, watermark 2147483647
            02 49 CA B9 15 97 53 6A  tag
            C1 6B                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an acknowledgement that is too short",
        clause="ACK-04",
        to="terminal",
        standing="in session",
        reaction=Refused(5, answered=False),
        typed="""
            57 54 01 09 FF           magic, edition 1, RESPONSE and SECURED, PLATFORM_ACK
            99 99 01 00 00 00 00 42  terminal
            00 52 00 04 59           sequence 82, body of 4 bytes, header check
            00 01 10 00              answers 1, a STATUS, ok, and no watermark
            8C 19 36 05 A7 BF 39 24  tag
            52 01                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="an acknowledgement with a result that there is not",
        clause="ACK-04",
        to="platform",
        standing="in session",
        reaction=Refused(5, answered=False),
        typed="""
            57 54 01 09 7F           magic, edition 1, RESPONSE and SECURED, TERMINAL_ACK
            99 99 01 00 00 00 00 42  terminal
            00 52 00 04 A8           sequence 82, body of 4 bytes, header check
            00 01 A1 FE              answers 1, a LOCK, result 254
            B0 7E 4A 8D 51 5D 8D FC  tag
            F5 07                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="an answer of an unknown code that asks for an answer",
        clause="ACK-04",
        to="terminal",
        standing="in session",
        reaction=Refused(2, answered=False),
        typed="""
            57 54 01 0B BF           magic, edition 1, RESPONSE, ACK_REQUIRED, SECURED, an unknown code
            99 99 01 00 00 00 00 42  terminal
            00 53 00 00 18           sequence 83, no body, header check
            5A 63 DF 6F 54 E9 27 8D  tag
            B0 2E                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
)
