"""REGISTER, REGISTER_ACK, IDENTIFY and IDENTITY, typed by hand."""

from protocol_spec.vectors.keys import TERMINAL_DOWN, TERMINAL_UP, TERMINAL_UP_SM3
from protocol_spec.vectors.vector import Vector

REGISTRATION = (
    Vector(
        name="register",
        title="REGISTER",
        clauses=("FRM-01", "FRM-05", "FRM-24", "SEC-01", "SEC-02", "SEC-09", "ACK-05"),
        flags=10,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            01                       REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0
            00 41                    body of 65 bytes
            19                       header check
            02                       suite: HMAC-SM3
            27 0F                    vendor 9999
            01                       model 1
            02 41 31                 hardware "A1"
            05 31 2E 30 2E 33        firmware "1.0.3"
            0F 38 36 31 32 33 34 30 35 30 30 30 30 30 31 37  IMEI "861234050000017"
            14 38 39 38 36 30 34 31 32 33 34  ICCID "8986041234
            .. 35 36 37 38 39 30 31 32 33 34  5678901234"
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 42 3B              division 410171
            01                       access class B, inhibit loop
            00 A7                    relay feedback, mains current, arc current, cover switch, temperature
            EC CE 4D 32 9A AF 52 9D  tag under the terminal key: direction byte 00, then the frame
            F4 85                    CRC-16
        """,
        values={
            "suite": 2,
            "vendor": 9999,
            "model": 1,
            "hardware": "A1",
            "firmware": "1.0.3",
            "imei": "861234050000017",
            "iccid": "89860412345678901234",
            "qr": 371_600_000_001,
            "division": 410171,
            "access": 1,
            "capability": 1 + 2 + 4 + 32 + 128,
        },
        secured=TERMINAL_UP_SM3,
    ),
    Vector(
        name="register with Chinese text, empty text and the magic inside the body",
        title="REGISTER",
        clauses=("FRM-24",),
        flags=10,
        sequence=1,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            01                       REGISTER
            99 99 01 00 00 00 00 42  terminal
            00 01                    sequence 1
            00 20                    body of 32 bytes
            52                       header check
            01                       suite: HMAC-SHA-256
            FF FF                    vendor 65535
            FF                       model 255
            06 E7 94 B2 E5 9E 8B     hardware "甲型"
            03 57 54 01              firmware "WT" and 01, which looks like the start of a frame
            00                       IMEI empty
            00                       ICCID empty
            00 00 00 E8 D4 A5 0F FF  QR code number 999999999999
            00 06 41 90              division 410000
            03                       access class D, native
            1F FF                    all thirteen capabilities
            11 36 B8 52 ED B2 D6 E5  tag under the terminal key: direction byte 00, then the frame
            E3 41                    CRC-16
        """,
        values={
            "suite": 1,
            "vendor": 65535,
            "model": 255,
            "hardware": "甲型",
            "firmware": "WT\x01",
            "imei": "",
            "iccid": "",
            "qr": 999_999_999_999,
            "division": 410000,
            "access": 3,
            "capability": 8191,
        },
        secured=TERMINAL_UP,
    ),
    Vector(
        name="register_ack of a platform that does not know the enterprise",
        title="REGISTER_ACK",
        clauses=("FRM-04", "ACK-01"),
        flags=1,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            01                       RESPONSE
            81                       REGISTER_ACK
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0
            00 03                    body of 3 bytes
            34                       header check
            00 00                    answers sequence 0
            0A                       result: unbound enterprise
            2F 70                    CRC-16
        """,
        values={"answers": 0, "result": 10},
    ),
    Vector(
        name="register_ack, secured under the terminal key",
        title="REGISTER_ACK",
        clauses=("SEC-09",),
        flags=9,
        sequence=1,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            81                       REGISTER_ACK
            99 99 01 00 00 00 00 42  terminal
            00 01                    sequence 1
            00 03                    body of 3 bytes
            62                       header check
            00 01                    answers sequence 1
            00                       result: ok
            74 E4 CA 87 C0 56 E9 2D  tag under the terminal key: direction byte 01, then the frame
            C1 34                    CRC-16
        """,
        values={"answers": 1, "result": 0},
        secured=TERMINAL_DOWN,
    ),
    Vector(
        name="identify",
        title="IDENTIFY",
        clauses=("FRM-01", "FRM-05"),
        flags=2,
        sequence=6,
        typed="""
            57 54                    magic
            01                       edition 1
            02                       ACK_REQUIRED
            A8                       IDENTIFY
            99 99 01 00 00 00 00 42  terminal
            00 06                    sequence 6
            00 00                    no body
            BE                       header check
            6D 20                    CRC-16
        """,
        values={},
    ),
    Vector(
        name="identify to anybody on the line",
        title="IDENTIFY",
        clauses=("FRM-17",),
        flags=2,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            02                       ACK_REQUIRED
            A8                       IDENTIFY
            00 00 00 00 00 00 00 00  anybody
            00 00                    sequence 0
            00 00                    no body
            20                       header check
            79 D6                    CRC-16
        """,
        values={},
        terminal="0000000000000000",
    ),
    Vector(
        name="identity before a session",
        title="IDENTITY",
        clauses=("FRM-04", "FRM-24", "ACK-01", "DIA-04"),
        flags=1,
        sequence=1,
        typed="""
            57 54                    magic
            01                       edition 1
            01                       RESPONSE
            24                       IDENTITY
            99 99 01 00 00 00 00 42  terminal
            00 01                    sequence 1
            00 24                    body of 36 bytes
            6F                       header check
            00 00                    answers sequence 0
            01                       speaks edition 1
            27 0F                    vendor 9999
            01                       model 1
            05 42 E6 9D BF 32        hardware "B板2"
            06 31 2E 31 30 2E 30     firmware "1.10.0"
            00                       no IMEI: on a wire
            00                       no ICCID
            00 00 00 56 85 16 04 01  QR code number 371600000001
            00 06 41 F9              division 410105
            00                       access class A, mains relay
            06 01                    relay feedback, offline permits, remote upgrade
            AF 07                    CRC-16
        """,
        values={
            "answers": 0,
            "speaks": 1,
            "vendor": 9999,
            "model": 1,
            "hardware": "B板2",
            "firmware": "1.10.0",
            "imei": "",
            "iccid": "",
            "qr": 371_600_000_001,
            "division": 410105,
            "access": 0,
            "capability": 1 + 512 + 1024,
        },
    ),
)
