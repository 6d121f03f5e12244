"""The keys that the vectors are sealed with. None of them protects anything."""

from dataclasses import dataclass

TERMINAL = "9999010000000042"
TERMINAL_KEY = "000102030405060708090A0B0C0D0E0F"

SUB_TERMINAL = "9999020000000007"
SUB_TERMINAL_KEY = "F0E1D2C3B4A5968778695A4B3C2D1E0F"
"""Behind a gateway, which is the terminal above."""


@dataclass(frozen=True)
class Secured:
    """How a tag was made. `direction` is the byte before the frame in the tag's input: 00 terminal, 01 platform."""

    suite: int
    key: str
    direction: str


@dataclass(frozen=True)
class SessionKey:
    """HMAC under the terminal key over the label, both nonces, the boot counter and the id."""

    suite: int
    seed: tuple[str, ...]
    terminal: str
    terminal_key: str
    boot_counter: int
    terminal_nonce: int
    platform_nonce: int
    key: str


@dataclass(frozen=True)
class PermitKey:
    """HMAC under the terminal key over the label and the id."""

    suite: int
    seed: tuple[str, ...]
    key: str


_SESSION = "57 54 50 2F 31 20 73 65 73 73 69 6F 6E"  # "WTP/1 session"
_SEED = (
    _SESSION,
    "11 22 33 44 55 66 77 88",  # the terminal's nonce
    "A1 B2 C3 D4 E5 F6 07 18",  # the platform's nonce
    "00 00 00 11",  # boot counter 17
    "99 99 01 00 00 00 00 42",  # terminal
)
_SUB_SEED = (
    _SESSION,
    "00 00 01 00 00 00 00 01",  # the sub-terminal's nonce
    "0B AD CA FE 0B AD CA FE",  # the platform's nonce
    "00 00 00 03",  # boot counter 3
    "99 99 02 00 00 00 00 07",  # sub-terminal
)
_PERMIT_SEED = (
    "57 54 50 2F 31 20 70 65 72 6D 69 74",  # "WTP/1 permit"
    "99 99 01 00 00 00 00 42",  # terminal
)

SESSION_KEYS = (
    SessionKey(
        suite=1,
        seed=_SEED,
        terminal=TERMINAL,
        terminal_key=TERMINAL_KEY,
        boot_counter=17,
        terminal_nonce=0x1122_3344_5566_7788,
        platform_nonce=0xA1B2_C3D4_E5F6_0718,
        key="CFFA3EEA2D8922DE1C78EAB93EE2F6BCDEE86EB421E5771261F7430BCE6A9659",
    ),
    SessionKey(
        suite=2,
        seed=_SEED,
        terminal=TERMINAL,
        terminal_key=TERMINAL_KEY,
        boot_counter=17,
        terminal_nonce=0x1122_3344_5566_7788,
        platform_nonce=0xA1B2_C3D4_E5F6_0718,
        key="B69D86B8F690FCAA20ECB65C928B0CF045EFD0F31F416386F91AB7CDF23D0624",
    ),
)

SUB_SESSION_KEY = SessionKey(
    suite=1,
    seed=_SUB_SEED,
    terminal=SUB_TERMINAL,
    terminal_key=SUB_TERMINAL_KEY,
    boot_counter=3,
    terminal_nonce=0x0000_0100_0000_0001,
    platform_nonce=0x0BAD_CAFE_0BAD_CAFE,
    key="2EF09EF039B52F1DBC803D79D8C9BD652D63AA97D062FFCF995533076D83724D",
)

PERMIT_KEYS = (
    PermitKey(suite=1, seed=_PERMIT_SEED, key="61D1C8354D83B6F69BD3AA8CF6A968E4FFBADB42719FBD9A46D56098ACE052BC"),
    PermitKey(suite=2, seed=_PERMIT_SEED, key="EAB13DD322ABB9407468E3FD33C48EC90568ADE09FC8AD89E47DFF80376DB73C"),
)

_EARLIER = "580020D6117F239007F7488F1D4346666E43156EC32D67DD23372D4BDB371A3B"
"""As the first session key, but for a platform nonce that ends in 17: the session before."""

SESSION_UP = Secured(suite=1, key=SESSION_KEYS[0].key, direction="00")
SESSION_DOWN = Secured(suite=1, key=SESSION_KEYS[0].key, direction="01")
SESSION_UP_SM3 = Secured(suite=2, key=SESSION_KEYS[1].key, direction="00")
SESSION_DOWN_SM3 = Secured(suite=2, key=SESSION_KEYS[1].key, direction="01")
SUB_UP = Secured(suite=1, key=SUB_SESSION_KEY.key, direction="00")
SUB_DOWN = Secured(suite=1, key=SUB_SESSION_KEY.key, direction="01")
TERMINAL_UP = Secured(suite=1, key=TERMINAL_KEY, direction="00")
TERMINAL_UP_SM3 = Secured(suite=2, key=TERMINAL_KEY, direction="00")
TERMINAL_DOWN = Secured(suite=1, key=TERMINAL_KEY, direction="01")
PERMIT = Secured(suite=1, key=PERMIT_KEYS[0].key, direction="01")
PERMIT_SM3 = Secured(suite=2, key=PERMIT_KEYS[1].key, direction="01")

TURNED_UP = Secured(suite=1, key=SESSION_KEYS[0].key, direction="01")
"""Wrong: what a terminal sends, with the direction byte of a platform."""

TURNED_DOWN = Secured(suite=1, key=SESSION_KEYS[0].key, direction="00")
EARLIER_UP = Secured(suite=1, key=_EARLIER, direction="00")
EARLIER_DOWN = Secured(suite=1, key=_EARLIER, direction="01")
