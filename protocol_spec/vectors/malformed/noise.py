"""What a line brings between frames: noise, halves, and frames of other protocols. All of it is dropped silently."""

from protocol_spec.vectors.malformed.malformed import DROPPED, Malformed

NOISE = (
    Malformed(
        name="noise",
        clause="FRM-11",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            00 FF 13 37 A5 5A 80 01  no magic in it
            54 57 00 FE 7F C3 57 00  nor here: the first letter alone
        """,
    ),
    Malformed(
        name="noise that ends in the first letter of the magic",
        clause="FRM-11",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            C0 C1 F5 57  the last byte might begin a frame, and the next one shows that it does not
        """,
    ),
    Malformed(
        name="noise before the first frame of a serial line",
        clause="BND-04",
        to="platform",
        standing="before login",
        reaction=DROPPED,
        typed="""
            41 54 2B 43 53 51 0D 0D 0A  "AT+CSQ", echoed by a modem
            00 00 80 F8                 a line that comes up
        """,
    ),
    Malformed(
        name="a magic, again and again",
        clause="FRM-11",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 57 54 57 54 57 54  magic
            57 54 57 54 57 54 57 54  and the header it begins has no check that holds
            57 57 57                 three first letters
        """,
    ),
    Malformed(
        name="half a header",
        clause="FRM-11",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A 04  magic, edition 1, ACK_REQUIRED and SECURED, HEARTBEAT
            99 99 01 00     half a terminal, and then another frame begins
        """,
    ),
    Malformed(
        name="half a header before a session",
        clause="FRM-11",
        to="terminal",
        standing="before login",
        reaction=DROPPED,
        typed="""
            57 54 01 02 A8           magic, edition 1, ACK_REQUIRED, IDENTIFY
            99 99 01 00 00 00 00 42  terminal
            00                       half a sequence, and then another frame begins
        """,
    ),
    Malformed(
        name="half a frame",
        clause="FRM-11",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            57 54 01 0A A1           magic, edition 1, ACK_REQUIRED and SECURED, LOCK
            99 99 01 00 00 00 00 42  terminal
            00 07 00 08 F8           sequence 7, body of 8 bytes, header check
            00 00 00 03 00           command 3, by the platform, and then another frame begins
        """,
    ),
    Malformed(
        name="a magic of the other byte order",
        clause="FRM-01",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            54 57 01 08 05           magic turned round, edition 1, SECURED, TIME_REQUEST
            99 99 01 00 00 00 00 42  terminal
            00 07 00 00 3F           sequence 7, no body, header check
            00 00 00 00 00 00 00 00  tag
            00 00                    CRC-16
        """,
    ),
    Malformed(
        name="a heartbeat of JT/T 808",
        clause="FRM-11",
        to="platform",
        standing="in session",
        reaction=DROPPED,
        typed="""
            7E              delimiter
            00 02 40 00 01  heartbeat, no body, 2019
            00 00 00 00 01 30 12 34 56 78  phone number
            00 01           serial 1
            7B              exclusive or
            7E              delimiter
        """,
    ),
    Malformed(
        name="a heartbeat of GB/T 32960",
        clause="FRM-11",
        to="platform",
        standing="before login",
        reaction=DROPPED,
        typed="""
            23 23 07 FE  "##", heartbeat, a command
            4C 54 45 53 54 30 30 30 30 30 30 30 30 30 30 30 31  "LTEST000000000001", a vehicle: L, T and no W
            01 00 00     not encrypted, no data
            A3           exclusive or
        """,
    ),
    Malformed(
        name="a relay command of a meter's tunnel",
        clause="FRM-11",
        to="terminal",
        standing="in session",
        reaction=DROPPED,
        typed="""
            7B 7B 90     head, tunnel
            01 10 00 57 00 02 04 00 01 00 00 E6 B5  close the relay, in Modbus: 57 without its 54
            38 7A 7D 7D  check, tail
        """,
    ),
)
