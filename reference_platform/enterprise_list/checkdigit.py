"""The two check characters inside a unified social credit code (GB 32100): its own, and the older GB 11714 one.

`91 410105 12345678 9 X`: registrar and kind, region, organisation code of 8 with its check character, check character.
"""

import re
from typing import Final

from stdnum.cn import uscc

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100 leaves out I O S V Z, which are misread."""

# python-stdnum wants eight digits first. GB 32100 also registers under letters (A, N, Y): only its sum is used here.
_SHAPE = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def has_uscc_shape(code: str) -> bool:
    return _SHAPE.fullmatch(code) is not None


def uscc_check_character(body: str) -> str:
    """The 18th character for the first 17."""
    return str(uscc.calc_check_digit(body[:17]))


def is_uscc(code: str) -> bool:
    return has_uscc_shape(code) and code[17] == uscc_check_character(code)


def organisation_check_character(body: str) -> str:
    """The ninth character of an organisation code for its first eight (GB 11714): 10 is written X, 11 is written 0."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(body[:8], _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_organisation_code(code: str) -> bool:
    """Weaker than the outer check: it works modulo 11 on 36 characters, so 0 and B look the same to it."""
    return len(code) == 9 and code[8] == organisation_check_character(code)


def organisation_code(code: str) -> str:
    """Characters 9 to 17 of a unified social credit code."""
    return code[8:17]


def make_uscc(registrar_and_kind: str, region: str, organisation: str) -> str:
    """A code with both check characters right, from 2 + 6 + 8 characters."""
    body = registrar_and_kind + region + organisation + organisation_check_character(organisation)
    return body + uscc_check_character(body)
