"""What may be shown of a person. Every text meant for a screen, a log or a report passes through here first."""

import re

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LAND_LINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})-?([0-9]{7,8})(-[0-9]{1,6})?")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?[\dXx]){6,}")
"""Seven digits or more: a phone or an identity number, wherever it was typed."""


def mask_name(name: str) -> str:
    """`王小明` gives `王**`; a single character is hidden, since it is all there is."""
    name = name.strip()
    return name[0] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_phone(phone: str) -> str:
    """`13812345678` gives `138****5678`, a land line keeps its area code, anything else keeps no more than 3 digits."""
    phone = phone.strip()
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if _LAND_LINE.fullmatch(phone):
        return mask_landline(phone)
    if phone[:3].isdigit() and len(phone) > 6:
        return phone[:3] + "*" * (len(phone) - 3)
    return "*" * len(phone)


def mask_landline(phone: str) -> str:
    """`0371-67181234` gives `0371-****1234`; an extension is hidden."""
    parts = _LAND_LINE.fullmatch(phone.strip())
    if parts is None:
        return "*" * len(phone)
    area, local, _extension = parts.groups()
    return f"{area}-{'*' * (len(local) - 4)}{local[-4:]}"


def mask_inside(text: str) -> str:
    """Hides what looks like a phone or an identity number inside a text of another kind."""
    return _LONG_NUMBER.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 3), text)
