"""Lists whose count is a lie or over the limit (FRM-14, FRM-26)."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

MALFORMED_BODY = Refused(5)

LISTS = (
    Malformed(
        name="a list of fewer rows than it says",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A3           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 80 00 03 FB           sequence 128, body of 3 bytes, header check
            02                       two parameters, it says
            00 01                    heartbeat
            77 1F 85 D0 F9 70 C9 9A  tag
            89 54                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a list of more rows than it says",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A3           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 81 00 03 90           sequence 129, body of 3 bytes, header check
            00                       none, it says
            00 01                    heartbeat
            FD EC 5C DD 57 BC 0E 34  tag
            BC 5A                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a list without its count",
        clause="FRM-26",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A3           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 82 00 00 24           sequence 130, no body, header check
            5F 60 9A E3 29 40 1F E5  tag
            BA ED                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a list with a count of two bytes",
        clause="FRM-26",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A3           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 83 00 04 53           sequence 131, body of 4 bytes, header check
            00 01                    one parameter, in two bytes
            00 01                    heartbeat
            C2 BC F9 06 FE 10 68 B9  tag
            ED 7E                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a list over its limit",
        clause="FRM-26",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A3           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_GET
            99 99 01 00 00 00 00 42  terminal
            00 84 00 7B 3F           sequence 132, body of 123 bytes, header check
            3D                       61 parameters, where the limit is 60
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  heartbeat, eight times
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  16
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  24
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  32
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  40
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  48
            00 01 00 01 00 01 00 01 00 01 00 01 00 01 00 01  56
            00 01 00 01 00 01 00 01 00 01  61
            66 8D 49 8B A1 90 B8 56  tag
            27 95                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="samples that are fewer than they say",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 11           magic, edition 1, ACK_REQUIRED and SECURED, WELD_SAMPLES
            99 99 01 00 00 00 00 42  terminal
            00 80 00 16 CF           sequence 128, body of 22 bytes, header check
            00 00 21 A4              record 8612
            69 23 B5 5E 00 00 01     2025-11-24 01:31:10.000, synchronised
            00 00 02 BC              grant 700
            78                       120 samples, it says
            00 C8 05 14 00 FC        20.0 A, 130.0 A, 25.2 V
            58 12 BC 90 BA E6 BF 84  tag
            5C 94                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a sample that is cut",
        clause="FRM-14",
        to="platform",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 11           magic, edition 1, ACK_REQUIRED and SECURED, WELD_SAMPLES
            99 99 01 00 00 00 00 42  terminal
            00 81 00 14 AA           sequence 129, body of 20 bytes, header check
            00 00 21 A4              record 8612
            69 23 B5 5E 00 00 01     2025-11-24 01:31:10.000, synchronised
            00 00 02 BC              grant 700
            01                       one sample
            00 C8 05 14              20.0 A, 130.0 A, and no voltage
            21 5A 57 49 C3 E1 39 05  tag
            B4 20                    CRC-16
        """,
        secured=SESSION_UP,
    ),
    Malformed(
        name="a parameter's value longer than its body",
        clause="FRM-14",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A2           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_SET
            99 99 01 00 00 00 00 42  terminal
            00 85 00 0F 8B           sequence 133, body of 15 bytes, header check
            00 00 00 03 02           command 3, two parameters
            00 01 02 00 78           heartbeat 120 s
            00 02 03 00 78           status_idle, three bytes it says, and there are two
            3E 98 CF 18 BF 0F BC 91  tag
            21 8F                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
)
