"""STATUS, WELD_SAMPLES, SESSION_SUMMARY and EVENT, typed by hand."""

from protocol_spec.vectors.keys import SESSION_UP, SESSION_UP_SM3
from protocol_spec.vectors.vector import Vector

RECORDS = (
    Vector(
        name="status while welding",
        title="STATUS",
        clauses=("FRM-20", "FRM-22", "FRM-23", "REP-01", "REP-02"),
        flags=10,
        sequence=258,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            10                       STATUS
            99 99 01 00 00 00 00 42  terminal
            01 02                    sequence 258
            00 29                    body of 41 bytes
            2D                       header check
            00 00 21 A2              record 8610
            69 23 B5 53 03 E7        2025-11-24 01:30:59.999
            01                       clock synchronised
            01                       unlocked
            01                       relay told to close
            01                       relay measured closed
            00 00 02 BC              grant 700
            00 D7                    mains current 21.5 A
            04 B0                    arc current 120.0 A
            00 F1                    arc voltage 24.1 V
            FF 83                    temperature -12.5 °C
            00 12 1E AC              energy 1187500 Wh
            01                       GCJ-02
            02 12 32 78              latitude 34.747000 north
            06 C5 C7 A8              longitude 113.625000 east
            4F                       signal -79 dBm
            00                       mains supply
            F4 B6 0B 99 B0 01 E5 8A  tag: direction byte 00, then the frame up to here
            3D 7C                    CRC-16
        """,
        values={
            "record": 8610,
            "time": 1_763_947_859_999_000,
            "clock": 1,
            "lock": 1,
            "relay_command": 1,
            "relay_feedback": 1,
            "grant": 700,
            "mains_current": 215,
            "arc_current": 1200,
            "arc_voltage": 241,
            "temperature": -125,
            "energy": 1_187_500,
            "coordinates": 1,
            "latitude": 34_747_000,
            "longitude": 113_625_000,
            "signal": 79,
            "supply": 0,
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="status of a module that measures nothing",
        title="STATUS",
        clauses=("FRM-21", "REP-04"),
        flags=12,
        sequence=0,
        typed="""
            57 54                    magic
            01                       edition 1
            0C                       BACKFILL, SECURED
            10                       STATUS
            99 99 01 00 00 00 00 42  terminal
            00 00                    sequence 0
            00 29                    body of 41 bytes
            BD                       header check
            FF FF FF FF              record 4294967295
            00 00 00 00 00 01        one millisecond
            00                       after power-up: the clock was not set
            02                       fault
            00                       relay told to open
            02                       relay unknown
            00 00 00 00              no grant
            FF FF                    mains current not available
            FF FE                    arc current: sensor fault
            FF FF                    arc voltage not available
            7F FE                    temperature: sensor fault
            FF FF FF FF              energy not available
            FF                       no fix
            7F FF FF FF              latitude not available
            7F FF FF FF              longitude not available
            FF                       signal unknown
            01                       backup supply
            21 5B 1D 84 7F 15 75 51  tag: direction byte 00, then the frame up to here
            FE 54                    CRC-16
        """,
        values={
            "record": 4_294_967_295,
            "time": 1_000,
            "clock": 0,
            "lock": 2,
            "relay_command": 0,
            "relay_feedback": 2,
            "grant": 0,
            "mains_current": 65535,
            "arc_current": 65534,
            "arc_voltage": 65535,
            "temperature": 32766,
            "energy": 4_294_967_295,
            "coordinates": 255,
            "latitude": 2_147_483_647,
            "longitude": 2_147_483_647,
            "signal": 255,
            "supply": 1,
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="status south of the equator and west of Greenwich, hotter than is plausible",
        title="STATUS",
        clauses=("FRM-20", "FRM-21", "FRM-23"),
        flags=8,
        sequence=259,
        typed="""
            57 54                    magic
            01                       edition 1
            08                       SECURED, and no answer asked for
            10                       STATUS
            99 99 01 00 00 00 00 42  terminal
            01 03                    sequence 259
            00 29                    body of 41 bytes
            8B                       header check
            00 00 21 A3              record 8611
            69 23 B5 8F 00 00        2025-11-24 01:31:59.000
            01                       clock synchronised
            00                       locked
            00                       relay told to open
            00                       relay measured open
            00 00 00 00              no grant
            00 00                    mains current 0.0 A
            00 00                    arc current 0.0 A
            27 10                    arc voltage 1000.0 V, the most that is plausible
            05 DD                    temperature 150.1 °C, abnormal and taken
            FF FF FF FE              energy: sensor fault
            00                       WGS-84
            FD FB 34 00              latitude -33.868800: south
            FB 97 BC A0              longitude -73.941856: west
            FE                       signal: sensor fault
            00                       mains supply
            6F 62 A5 6D C4 38 CB BF  tag: direction byte 00, then the frame up to here
            FD DE                    CRC-16
        """,
        values={
            "record": 8611,
            "time": 1_763_947_919_000_000,
            "clock": 1,
            "lock": 0,
            "relay_command": 0,
            "relay_feedback": 0,
            "grant": 0,
            "mains_current": 0,
            "arc_current": 0,
            "arc_voltage": 10_000,
            "temperature": 1501,
            "energy": 4_294_967_294,
            "coordinates": 0,
            "latitude": -33_868_800,
            "longitude": -73_941_856,
            "signal": 254,
            "supply": 0,
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="weld_samples of three seconds",
        title="WELD_SAMPLES",
        clauses=("FRM-20", "FRM-21", "FRM-26"),
        flags=8,
        sequence=260,
        typed="""
            57 54                    magic
            01                       edition 1
            08                       SECURED
            11                       WELD_SAMPLES
            99 99 01 00 00 00 00 42  terminal
            01 04                    sequence 260
            00 22                    body of 34 bytes
            38                       header check
            00 00 21 A4              record 8612
            69 23 B5 5E 00 00        2025-11-24 01:31:10.000, the first sample's second
            01                       clock synchronised
            00 00 02 BC              grant 700
            03                       three samples
            00 C8                    mains current 20.0 A
            05 14                    arc current 130.0 A
            00 FC                    arc voltage 25.2 V
            00 CB                    mains current 20.3 A
            05 1E                    arc current 131.0 A
            FF FF                    arc voltage not available
            FF FE                    mains current: sensor fault
            00 00                    arc current 0.0 A
            02 BC                    arc voltage 70.0 V, open circuit
            ED 71 B0 90 D5 4C A3 9E  tag: direction byte 00, then the frame up to here
            B8 E2                    CRC-16
        """,
        values={
            "record": 8612,
            "time": 1_763_947_870_000_000,
            "clock": 1,
            "grant": 700,
            "samples": (
                {"mains_current": 200, "arc_current": 1300, "arc_voltage": 252},
                {"mains_current": 203, "arc_current": 1310, "arc_voltage": 65535},
                {"mains_current": 65534, "arc_current": 0, "arc_voltage": 700},
            ),
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="weld_samples of one second, sent later than made",
        title="WELD_SAMPLES",
        clauses=("FRM-18", "FRM-26"),
        flags=14,
        sequence=261,
        typed="""
            57 54                    magic
            01                       edition 1
            0E                       ACK_REQUIRED, BACKFILL, SECURED
            11                       WELD_SAMPLES
            99 99 01 00 00 00 00 42  terminal
            01 05                    sequence 261
            00 16                    body of 22 bytes
            8F                       header check
            00 00 21 A5              record 8613
            69 23 B5 9A 01 F4        2025-11-24 01:32:10.500
            02                       stamped after synchronisation
            00 00 02 BC              grant 700
            01                       one sample
            57 54                    mains current 2235.6 A: the magic is an ordinary number
            4E 20                    arc current 2000.0 A, the most that is plausible
            00 00                    arc voltage 0.0 V
            11 47 A6 64 D9 95 BC AB  tag: direction byte 00, then the frame up to here
            D2 34                    CRC-16
        """,
        values={
            "record": 8613,
            "time": 1_763_947_930_500_000,
            "clock": 2,
            "grant": 700,
            "samples": ({"mains_current": 0x5754, "arc_current": 20_000, "arc_voltage": 0},),
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="weld_samples without a sample",
        title="WELD_SAMPLES",
        clauses=("FRM-26",),
        flags=8,
        sequence=262,
        typed="""
            57 54                    magic
            01                       edition 1
            08                       SECURED
            11                       WELD_SAMPLES
            99 99 01 00 00 00 00 42  terminal
            01 06                    sequence 262
            00 10                    body of 16 bytes
            70                       header check
            00 00 21 A6              record 8614
            69 23 B5 9B 00 00        2025-11-24 01:32:11.000
            01                       clock synchronised
            00 00 02 BC              grant 700
            00                       no sample
            B6 50 7D 5C D2 B0 37 7E  tag: direction byte 00, then the frame up to here
            17 23                    CRC-16
        """,
        values={"record": 8614, "time": 1_763_947_931_000_000, "clock": 1, "grant": 700, "samples": ()},
        secured=SESSION_UP,
    ),
    Vector(
        name="session_summary",
        title="SESSION_SUMMARY",
        clauses=("FRM-18", "FRM-22", "ACK-05"),
        flags=14,
        sequence=300,
        typed="""
            57 54                    magic
            01                       edition 1
            0E                       ACK_REQUIRED, BACKFILL, SECURED
            12                       SESSION_SUMMARY
            99 99 01 00 00 00 00 42  terminal
            01 2C                    sequence 300
            00 2E                    body of 46 bytes
            E5                       header check
            00 00 21 A9              record 8617
            69 23 BF CC 00 00        2025-11-24 02:15:40.000
            02                       stamped after synchronisation
            00 00 02 BC              grant 700
            C0 FF EE 00 DE AD BE EF  worker reference
            69 23 B5 56 01 F4        closed 2025-11-24 01:31:02.500
            69 23 BF CC 00 00        opened 2025-11-24 02:15:40.000
            00 12 D6 87              1234.567 s with an arc
            00 2A                    42 arc starts
            00 00 0F A0              4000 Wh
            01                       idle limit
            19 C7 70 D7 DA 56 51 00  tag: direction byte 00, then the frame up to here
            F5 AE                    CRC-16
        """,
        values={
            "record": 8617,
            "time": 1_763_950_540_000_000,
            "clock": 2,
            "grant": 700,
            "worker": b"\xc0\xff\xee\x00\xde\xad\xbe\xef",
            "start": 1_763_947_862_500_000,
            "end": 1_763_950_540_000_000,
            "arc_millis": 1_234_567,
            "arc_starts": 42,
            "energy": 4000,
            "reason": 1,
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="event",
        title="EVENT",
        clauses=("ACK-05",),
        flags=10,
        sequence=301,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            13                       EVENT
            99 99 01 00 00 00 00 42  terminal
            01 2D                    sequence 301
            00 12                    body of 18 bytes
            33                       header check
            00 00 21 AA              record 8618
            69 23 BF CC 00 07        2025-11-24 02:15:40.007
            01                       clock synchronised
            00 0D                    SIM card changed
            02                       alarm
            FF FF FF 83              value -125
            2A 5A 57 52 42 74 35 AB  tag: direction byte 00, then the frame up to here
            89 FA                    CRC-16
        """,
        values={
            "record": 8618,
            "time": 1_763_950_540_007_000,
            "clock": 1,
            "event": 13,
            "severity": 2,
            "value": -125,
        },
        secured=SESSION_UP,
    ),
    Vector(
        name="event, the first of a life, suite 2",
        title="EVENT",
        clauses=("SEC-02",),
        flags=10,
        sequence=1,
        typed="""
            57 54                    magic
            01                       edition 1
            0A                       ACK_REQUIRED, SECURED
            13                       EVENT
            99 99 01 00 00 00 00 42  terminal
            00 01                    sequence 1
            00 12                    body of 18 bytes
            9C                       header check
            00 00 00 01              record 1
            00 00 00 00 00 00        the moment of power-up
            00                       clock not set
            00 01                    power-up
            00                       information
            00 00 00 11              boot counter 17
            45 AA 5F 38 2C 30 65 A4  tag: direction byte 00, then the frame up to here
            1B AF                    CRC-16
        """,
        values={"record": 1, "time": 0, "clock": 0, "event": 1, "severity": 0, "value": 17},
        secured=SESSION_UP_SM3,
    ),
)
