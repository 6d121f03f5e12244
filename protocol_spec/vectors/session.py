"""LOGIN, LOGIN_ACK, LOGOUT, HEARTBEAT, TIME_REQUEST, TIME and the two acknowledgements, typed by hand."""

from protocol_spec.vectors.keys import (
    SESSION_DOWN,
    SESSION_DOWN_SM3,
    SESSION_UP,
    SESSION_UP_SM3,
    TERMINAL_UP,
    TERMINAL_UP_SM3,
)
from protocol_spec.vectors.vector import Vector

SESSION = (
    Vector(
        name="login",
        title="LOGIN",
        clauses=("SEC-01", "SEC-02", "SEC-03", "SEC-09"),
        flags=10,
        sequence=1,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            02                       LOGIN
            99 99 01 00 00 00 00 42  terminal
            00 01                    sequence 1
            00 15                    body of 21 bytes
            62                       header check
            01                       suite: HMAC-SHA-256
            00 00 00 11              boot counter 17
            11 22 33 44 55 66 77 88  nonce
            00 00 21 A2              oldest record 8610
            00 00 21 B0              following record 8624
            4F 52 FB 50 A2 D8 8E E2  tag under the terminal key: direction byte 00, then the frame
            7B 2F                    CRC-16
        """,
        values={
            "suite": 1,
            "boot_counter": 17,
            "nonce": 0x1122_3344_5566_7788,
            "oldest": 8610,
            "following": 8624,
        },
        secured=TERMINAL_UP,
    ),
    Vector(
        name="login, suite 2",
        title="LOGIN",
        clauses=("SEC-01", "SEC-02"),
        flags=10,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            02                       LOGIN
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0
            00 15                    body of 21 bytes
            09                       header check
            02                       suite: HMAC-SM3
            00 00 00 11              boot counter 17
            11 22 33 44 55 66 77 88  nonce
            00 00 00 00              no record held
            00 00 00 01              following record 1, the first of a life
            87 CB 00 9D F5 D7 EE D2  tag under the terminal key: direction byte 00, then the frame
            25 5E                    CRC-16
        """,
        values={
            "suite": 2,
            "boot_counter": 17,
            "nonce": 0x1122_3344_5566_7788,
            "oldest": 0,
            "following": 1,
        },
        secured=TERMINAL_UP_SM3,
    ),
    Vector(
        name="login_ack",
        title="LOGIN_ACK",
        clauses=("FRM-22", "ACK-01", "SEC-04", "SEC-10"),
        flags=9,
        sequence=1,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            82                       LOGIN_ACK
            99 99 01 00 00 00 00 42  terminal
            00 01                    sequence 1
            00 22                    body of 34 bytes
            3E                       header check
            00 01                    answers sequence 1
            00                       result: ok
            A1 B2 C3 D4 E5 F6 07 18  the platform's nonce
            69 23 B5 18 00 FA        2025-11-24 01:30:00.250
            00 00 21 A1              watermark 8609
            00 3C                    heartbeat 60 s
            00 78                    status while idle 120 s
            00 0A                    status while welding 10 s
            00 05                    ack timeout 5 s
            00 01 51 80              link grace 86400 s
            01                       policy: finish the running grant
            AA F6 01 98 DD FD 72 EC  tag under the new session key: direction byte 01, then the frame
            88 6E                    CRC-16
        """,
        values={
            "answers": 1,
            "result": 0,
            "nonce": 0xA1B2_C3D4_E5F6_0718,
            "now": 1_763_947_800_250_000,
            "watermark": 8609,
            "heartbeat": 60,
            "status_idle": 120,
            "status_welding": 10,
            "ack_timeout": 5,
            "link_grace": 86_400,
            "policy": 1,
        },
        secured=SESSION_DOWN,
    ),
    Vector(
        name="login_ack, suite 2",
        title="LOGIN_ACK",
        clauses=("SEC-02", "SEC-10"),
        flags=9,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            82                       LOGIN_ACK
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0
            00 22                    body of 34 bytes
            55                       header check
            00 00                    answers sequence 0
            00                       result: ok
            A1 B2 C3 D4 E5 F6 07 18  the platform's nonce
            69 23 B5 18 00 FA        2025-11-24 01:30:00.250
            00 00 00 00              nothing is safe yet
            00 F0                    heartbeat 240 s
            02 58                    status while idle 600 s
            00 01                    status while welding 1 s
            00 3C                    ack timeout 60 s
            00 00 00 01              link grace 1 s
            02                       policy: take permits offline
            22 97 CA 90 37 C3 7D 75  tag under the new session key: direction byte 01, then the frame
            76 27                    CRC-16
        """,
        values={
            "answers": 0,
            "result": 0,
            "nonce": 0xA1B2_C3D4_E5F6_0718,
            "now": 1_763_947_800_250_000,
            "watermark": 0,
            "heartbeat": 240,
            "status_idle": 600,
            "status_welding": 1,
            "ack_timeout": 60,
            "link_grace": 1,
            "policy": 2,
        },
        secured=SESSION_DOWN_SM3,
    ),
    Vector(
        name="login_ack that refuses",
        title="LOGIN_ACK",
        clauses=("FRM-04", "ACK-01"),
        flags=1,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            01                       RESPONSE
            82                       LOGIN_ACK
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0
            00 22                    body of 34 bytes
            68                       header check
            00 01                    answers sequence 1
            0C                       result: replayed login
            00 00 00 00 00 00 00 00  no nonce
            69 23 B5 18 00 FA        2025-11-24 01:30:00.250
            00 00 00 00              no watermark
            00 3C                    heartbeat 60 s
            00 3C                    status while idle 60 s
            00 0A                    status while welding 10 s
            00 05                    ack timeout 5 s
            00 00 02 58              link grace 600 s
            00                       policy: lock after the grace
            B0 BE                    CRC-16
        """,
        values={
            "answers": 1,
            "result": 12,
            "nonce": 0,
            "now": 1_763_947_800_250_000,
            "watermark": 0,
            "heartbeat": 60,
            "status_idle": 60,
            "status_welding": 10,
            "ack_timeout": 5,
            "link_grace": 600,
            "policy": 0,
        },
    ),
    Vector(
        name="logout",
        title="LOGOUT",
        clauses=("ACK-05",),
        flags=10,
        sequence=513,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            03                       LOGOUT
            99 99 01 00 00 00 00 42  terminal
            02 01                    sequence 513
            00 05                    body of 5 bytes
            AA                       header check
            01                       reason: restart
            00 00 21 B0              following record 8624
            8D E4 D2 46 14 FC 9C 1A  tag: direction byte 00, then the frame up to here
            90 74                    CRC-16
        """,
        values={"reason": 1, "following": 8624},
        secured=SESSION_UP,
    ),
    Vector(
        name="heartbeat",
        title="HEARTBEAT",
        clauses=("FRM-01", "FRM-06", "FRM-08", "ACK-05", "SEC-01"),
        flags=10,
        sequence=65535,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            04                       HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            FF FF                    sequence 65535, the last before it wraps
            00 04                    body of 4 bytes
            F5                       header check
            00 00 21 A2              oldest record 8610
            73 E0 7D 89 4E 8B 90 19  tag: direction byte 00, then the frame up to here
            50 04                    CRC-16
        """,
        values={"oldest": 8610},
        secured=SESSION_UP,
    ),
    Vector(
        name="heartbeat, suite 2",
        title="HEARTBEAT",
        clauses=("SEC-01", "SEC-02"),
        flags=10,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            04                       HEARTBEAT
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0, after it has wrapped
            00 04                    body of 4 bytes
            0F                       header check
            FF FF FF FF              oldest record 4294967295
            9D B8 81 E0 8B 5E 33 86  tag: direction byte 00, then the frame up to here
            28 6A                    CRC-16
        """,
        values={"oldest": 4_294_967_295},
        secured=SESSION_UP_SM3,
    ),
    Vector(
        name="time_request",
        title="TIME_REQUEST",
        clauses=("FRM-01", "ACK-05"),
        flags=10,
        sequence=1440,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            05                       TIME_REQUEST
            99 99 01 00 00 00 00 42  terminal
            05 A0                    sequence 1440
            00 00                    no body
            81                       header check
            2A 1E 60 2F 0D B5 A6 0A  tag: direction byte 00, then the frame up to here
            ED 1D                    CRC-16
        """,
        values={},
        secured=SESSION_UP,
    ),
    Vector(
        name="time",
        title="TIME",
        clauses=("FRM-22", "ACK-01"),
        flags=9,
        sequence=77,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            85                       TIME
            99 99 01 00 00 00 00 42  terminal
            00 4D                    sequence 77
            00 08                    body of 8 bytes
            71                       header check
            05 A0                    answers sequence 1440
            69 25 06 98 03 E7        2025-11-25 01:30:00.999
            7A 55 C4 56 D6 2C 6F 19  tag: direction byte 01, then the frame up to here
            F7 E4                    CRC-16
        """,
        values={"answers": 1440, "now": 1_764_034_200_999_000},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="platform_ack of a platform that knows of no session",
        title="PLATFORM_ACK",
        clauses=("FRM-04", "ACK-01"),
        flags=1,
        sequence=2,
        typed="""
            57 54                    magic
            01                       edition 1
            01                       RESPONSE
            FF                       PLATFORM_ACK
            99 99 01 00 00 00 00 42  terminal
            00 02                    sequence 2
            00 08                    body of 8 bytes
            64                       header check
            01 02                    answers sequence 258
            10                       which was a STATUS
            06                       result: not logged in
            00 00 00 00              no watermark
            88 A1                    CRC-16
        """,
        values={"answers": 258, "answered": 0x10, "result": 6, "watermark": 0},
    ),
    Vector(
        name="platform_ack",
        title="PLATFORM_ACK",
        clauses=("ACK-01", "SEC-01"),
        flags=9,
        sequence=3,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            FF                       PLATFORM_ACK
            99 99 01 00 00 00 00 42  terminal
            00 03                    sequence 3
            00 08                    body of 8 bytes
            32                       header check
            01 02                    answers sequence 258
            13                       which was an EVENT
            00                       result: ok
            00 12 D6 87              watermark 1234567
            CC 7F 2C 87 CC A7 BB A1  tag: direction byte 01, then the frame up to here
            DA 7C                    CRC-16
        """,
        values={"answers": 258, "answered": 0x13, "result": 0, "watermark": 1_234_567},
        secured=SESSION_DOWN,
    ),
    Vector(
        name="terminal_ack",
        title="TERMINAL_ACK",
        clauses=("FRM-04", "ACK-01"),
        flags=9,
        sequence=9,
        typed="""
            57 54                    magic
            01                       edition 1
            09                       RESPONSE, SECURED
            7F                       TERMINAL_ACK
            99 99 01 00 00 00 00 42  terminal
            00 09                    sequence 9
            00 04                    body of 4 bytes
            60                       header check
            00 03                    answers sequence 3
            A0                       which was an UNLOCK
            08                       result: bad tag
            C5 2A 92 80 78 DC 8E FF  tag: direction byte 00, then the frame up to here
            30 DC                    CRC-16
        """,
        values={"answers": 3, "answered": 0xA0, "result": 8},
        secured=SESSION_UP,
    ),
)
