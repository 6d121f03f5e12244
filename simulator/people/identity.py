"""Numbers of people and enterprises that cannot be anybody's.

A resident id (GB 11643) begins with 419999, which is no county's and never was; a unified social credit code (GB 32100)
carries region 410199, which no registrar has; phones are 199 9999 xxxx, of which there are ten thousand, so that two
people of a large fleet may share one: nobody is known by a phone. All check characters are right, since a platform that
refuses a false one has to be shown people whom it accepts.
"""

from functools import cache
from typing import Any

from simulator.people.calendar import civil
from simulator.people.dice import Dice
from simulator.people.table import only, read_table

UNASSIGNABLE_COUNTY = "419999"
UNASSIGNED_REGION = "410199"
PHONES = "1999999"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(born: int, sequence: int) -> str:
    """`born` is a day number, `sequence` 0 to 999."""
    year, month, day = civil(born)
    body = f"{UNASSIGNABLE_COUNTY}{year:04d}{month:02d}{day:02d}{sequence:03d}"
    return body + id_check_character(body)


def id_check_character(body: str) -> str:
    """The 18th character for the first 17 (GB 11643)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def credit_code(kind: str, number: int) -> str:
    """`kind`: registrar and kind, 91 an enterprise, 92 an individual business; `number` below 31 to the 6th."""
    letters = ""
    for _ in range(6):
        number, digit = divmod(number, 31)
        letters = _CODE_ALPHABET[digit] + letters
    organisation = "MA" + letters
    total = sum(int(letter, 36) * weight for letter, weight in zip(organisation, _ORGANISATION_WEIGHTS, strict=True))
    body = kind + UNASSIGNED_REGION + organisation + "0123456789X0"[11 - total % 11]
    weighed = sum(_CODE_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + _CODE_ALPHABET[-weighed % 31]


def phone(dice: Dice, counter: int) -> str:
    return f"{PHONES}{dice.below(10_000, 'phone', counter):04d}"


def person_name(dice: Dice, counter: int) -> str:
    table = names()
    given = dice.pick(table["given_names"], "given-name", counter)
    return str(dice.pick(table["surnames"], "surname", counter) + given)


def enterprise_name(dice: Dice, ends: str, counter: int) -> str:
    """`ends`: one of fixed, mobile, team."""
    table = names()
    return str("示例" + dice.pick(table["brands"], "brand", counter) + dice.pick(table[ends], "trade", counter))


def masked(text: str) -> str:
    """The first character and as many stars as there were others."""
    return text[:1] + "*" * (len(text) - 1)


@cache
def names() -> dict[str, Any]:
    table = read_table("names.toml")
    only(table, {"surnames", "given_names", "brands", "fixed", "mobile", "team"}, "names.toml")
    return table
