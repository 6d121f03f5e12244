"""Texts and strings of bytes that are none, too long, or not as long as they say (FRM-24, FRM-25)."""

from protocol_spec.vectors.keys import SESSION_DOWN, TERMINAL_UP
from protocol_spec.vectors.malformed.malformed import Malformed, Refused

MALFORMED_BODY = Refused(5)

TEXTS = (
    Malformed(
        name="text in GBK",
        clause="FRM-24",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 01           magic, edition 1, ACK_REQUIRED and SECURED, REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00 00 1C 8D           sequence 0, body of 28 bytes, header check
            01 27 0F 01              suite 1, vendor 9999, model 1
            04 BC D7 D0 CD           hardware "甲型" in GBK
            01 31                    firmware "1"
            00 00                    IMEI and ICCID empty
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 42 3B 01 00 A7     division 410171, class B, five capabilities
            A3 F1 8B 1B 8E C6 DC FC  tag
            1E 6B                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="text cut in the middle of a character",
        clause="FRM-24",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 01           magic, edition 1, ACK_REQUIRED and SECURED, REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00 00 1D 8A           sequence 0, body of 29 bytes, header check
            01 27 0F 01              suite 1, vendor 9999, model 1
            05 E7 94 B2 E5 9E        hardware "甲" and two thirds of "型"
            01 31                    firmware "1"
            00 00                    IMEI and ICCID empty
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 42 3B 01 00 A7     division 410171, class B, five capabilities
            4D 37 00 10 EB E1 B2 F0  tag
            03 E7                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="text in a fixed width, filled up with NUL",
        clause="FRM-24",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 01           magic, edition 1, ACK_REQUIRED and SECURED, REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00 00 76 9C           sequence 0, body of 118 bytes, header check
            01 27 0F 01              suite 1, vendor 9999, model 1
            41 31 00 00 00 00 00 00 00 00 00 00 00 00 00 00  hardware "A1" in 32 bytes
            .. 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  its second half
            31 2E 30 00 00 00 00 00 00 00 00 00 00 00 00 00  firmware "1.0" in 32 bytes
            .. 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  its second half
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  no IMEI in 15 bytes
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  no ICCID in 20 bytes
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 42 3B 01 00 A7     division 410171, class B, five capabilities
            8A 57 C3 3D 95 D0 58 36  tag
            7A B3                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="a text over its limit",
        clause="FRM-24",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 01           magic, edition 1, ACK_REQUIRED and SECURED, REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00 00 2A 0F           sequence 0, body of 42 bytes, header check
            01 27 0F 01              suite 1, vendor 9999, model 1
            02 41 31                 hardware "A1"
            01 31                    firmware "1"
            10 38 36 31 32 33 34 30 35 30 30 30 30 30 31 37 30  16 digits, where an IMEI has 15
            00                       ICCID empty
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 42 3B 01 00 A7     division 410171, class B, five capabilities
            FD 6E 12 96 AE 93 02 40  tag
            18 F1                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="a text longer than its body",
        clause="FRM-14",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 01           magic, edition 1, ACK_REQUIRED and SECURED, REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00 00 07 CC           sequence 0, body of 7 bytes, header check
            01 27 0F 01              suite 1, vendor 9999, model 1
            20 41 31                 hardware, 32 bytes it says, and the body ends
            8A C6 77 AE 91 0B EB 2A  tag
            D8 31                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="a text shorter than it says",
        clause="FRM-14",
        to="platform",
        standing="before login",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A 01           magic, edition 1, ACK_REQUIRED and SECURED, REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00 00 1A 9F           sequence 0, body of 26 bytes, header check
            01 27 0F 01              suite 1, vendor 9999, model 1
            03 41 31                 hardware "A1", three bytes it says: the next length is taken for its last
            01 31                    firmware "1"
            00 00                    IMEI and ICCID empty
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 42 3B 01 00 A7     division 410171, class B, five capabilities
            6B BD CA EC E9 38 3E CF  tag
            BE 20                    CRC-16
        """,
        secured=TERMINAL_UP,
    ),
    Malformed(
        name="text that is no UTF-8 in an offer",
        clause="FRM-24",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A4           magic, edition 1, ACK_REQUIRED and SECURED, UPGRADE_OFFER
            99 99 01 00 00 00 00 42  terminal
            00 70 00 71 2B           sequence 112, body of 113 bytes, header check
            00 00 00 06 00 00 00 09  command 6, upgrade 9
            02 C0 B1                 version "1" in two bytes, which UTF-8 forbids
            00 01 E2 40              image of 123456 bytes
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  SHA-256 of the image
            .. 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  its second half
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  signature
            .. 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  its second quarter
            .. 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  its third
            .. 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  its last
            03 C0                    chunks of 960 bytes
            09 59 C6 8E 54 EF C2 BC  tag
            48 DF                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="a length of bytes in one byte, where it has two",
        clause="FRM-25",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A5           magic, edition 1, ACK_REQUIRED and SECURED, UPGRADE_CHUNK
            99 99 01 00 00 00 00 42  terminal
            00 71 00 0D A7           sequence 113, body of 13 bytes, header check
            00 00 00 09 00 00 00 00  upgrade 9, offset 0
            04 DE AD BE EF           four bytes of data after a length of one byte: it reads as 1246
            AA 43 F9 A6 E0 04 5C E2  tag
            E8 CF                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="bytes that are fewer than they say",
        clause="FRM-25",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A5           magic, edition 1, ACK_REQUIRED and SECURED, UPGRADE_CHUNK
            99 99 01 00 00 00 00 42  terminal
            00 72 00 0E 13           sequence 114, body of 14 bytes, header check
            00 00 00 09 00 00 00 00  upgrade 9, offset 0
            00 05 DE AD BE EF        five bytes of data it says, and there are four
            96 08 20 62 0F BD A0 5E  tag
            0B B6                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
    Malformed(
        name="bytes over their limit",
        clause="FRM-25",
        to="terminal",
        standing="in session",
        reaction=MALFORMED_BODY,
        typed="""
            57 54 01 0A A2           magic, edition 1, ACK_REQUIRED and SECURED, PARAM_SET
            99 99 01 00 00 00 00 42  terminal
            00 73 00 49 4F           sequence 115, body of 73 bytes, header check
            00 00 00 03 01           command 3, one parameter
            01 00                    platform_address
            41 40 61 61 61 61 61 61 61 61 61 61 61 61 61 61  65 bytes, where the limit is 64
            .. 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61  text in it
            .. 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61  text
            .. 61 61 61 61 61 61 61 61 61 61 61 61 3A 37 38 30  text, then ":780"
            .. 38 30                 "80"
            9B 0D 79 3F B1 BB DF D6  tag
            25 0A                    CRC-16
        """,
        secured=SESSION_DOWN,
    ),
)
