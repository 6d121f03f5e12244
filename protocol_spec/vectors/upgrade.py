"""UPGRADE_OFFER, UPGRADE_CHUNK and UPGRADE_REPORT, typed by hand."""

from protocol_spec.vectors.keys import SESSION_DOWN, SESSION_UP
from protocol_spec.vectors.vector import Vector

UPGRADE = (
    Vector(
        name="upgrade_offer",
        title="UPGRADE_OFFER",
        clauses=("FRM-24", "ACK-05"),
        flags=10,
        sequence=20,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A4                       UPGRADE_OFFER
            99 99 01 00 00 00 00 42  terminal
            00 14                    sequence 20
            00 74                    body of 116 bytes
            5E                       header check
            00 00 00 06              command 6
            00 00 00 09              upgrade 9
            05 31 2E 31 2E 30        version "1.1.0"
            00 01 E2 40              image of 123456 bytes
            BA 78 16 BF 8F 01 CF EA 41 41 40 DE 5D AE 22 23  SHA-256 of the image
            .. B0 03 61 A3 96 17 7A 9C B4 10 FF 61 F2 00 15 AD  its second half
            00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F  signature
            .. 10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F  its second quarter
            .. 20 21 22 23 24 25 26 27 28 29 2A 2B 2C 2D 2E 2F  its third
            .. 30 31 32 33 34 35 36 37 38 39 3A 3B 3C 3D 3E 3F  its last
            03 C0                    chunks of 960 bytes
            25 57 7B AC DA 3B 0B 1F  tag: direction byte 01, then the frame up to here
            0D 58                    CRC-16
        """,
        values={
            "command": 6,
            "upgrade": 9,
            "version": "1.1.0",
            "size": 123_456,
            "digest": bytes.fromhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            "signature": bytes(range(64)),
            "chunk": 960,
        },
        secured=SESSION_DOWN,
    ),
    Vector(
        name="upgrade_chunk",
        title="UPGRADE_CHUNK",
        clauses=("FRM-25", "ACK-05"),
        flags=10,
        sequence=21,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            A5                       UPGRADE_CHUNK
            99 99 01 00 00 00 00 42  terminal
            00 15                    sequence 21
            00 1A                    body of 26 bytes
            AC                       header check
            00 00 00 09              upgrade 9
            00 01 E0 C0              offset 123072
            00 10 57 54 01 0A A5 99 99 01 00  16 bytes of data, which begin
            .. 00 00 00 42 00 15 00  like a frame
            8C 66 92 48 68 6F AA A7  tag: direction byte 01, then the frame up to here
            11 BE                    CRC-16
        """,
        values={
            "upgrade": 9,
            "offset": 123_072,
            "data": b"WT\x01\x0a\xa5\x99\x99\x01\x00\x00\x00\x00\x42\x00\x15\x00",
        },
        secured=SESSION_DOWN,
    ),
    Vector(
        name="upgrade_report",
        title="UPGRADE_REPORT",
        clauses=("ACK-05",),
        flags=10,
        sequence=40,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            22                       UPGRADE_REPORT
            99 99 01 00 00 00 00 42  terminal
            00 28                    sequence 40
            00 0A                    body of 10 bytes
            B8                       header check
            00 00 00 09              upgrade 9
            05                       given up, old firmware running
            2F                       image digest wrong
            00 01 E2 40              123456 bytes held
            B1 54 DE 21 D6 7B 7D AC  tag: direction byte 00, then the frame up to here
            60 BC                    CRC-16
        """,
        values={"upgrade": 9, "state": 5, "result": 47, "offset": 123_456},
        secured=SESSION_UP,
    ),
)
