"""Bytes written down by people: digits in pairs, and what people put between them."""

import re

_BETWEEN = re.compile(r"[\s,:]+")
_DIGITS = re.compile(r"(?:0[xX])?([0-9A-Fa-f]*)")


class HexError(ValueError):
    """The text is no hex; `line` and `column` count from 1. `en` and `zh` say what is there and what to do."""

    def __init__(self, line: int, column: int, en: str, zh: str) -> None:
        super().__init__(f"line {line}, column {column}: {en}")
        self.line, self.column, self.en, self.zh = line, column, en, zh


def parse_hex(text: str) -> bytes:
    """The bytes of a text of hex: either case, whitespace, `0x`, commas, colons, and `#` comments to the end of the line.

    Raises:
        HexError: a character that is no hex digit, or a group with an odd number of digits.
    """
    found = bytearray()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        found += _parse_line(line.partition("#")[0], number)
    return bytes(found)


def _parse_line(line: str, number: int) -> bytes:
    found, at = bytearray(), 0
    while at < len(line):
        if between := _BETWEEN.match(line, at):
            at = between.end()
            continue
        group = _DIGITS.match(line, at)
        digits = group[1] if group else ""
        end = group.end() if group else at
        if end < len(line) and not _BETWEEN.match(line, end):
            stray = line[end]
            raise HexError(
                number,
                end + 1,
                f"{stray!r} is no hex digit: give bytes as pairs of 0-9 and A-F, comments behind #",
                f"{stray!r} 不是十六进制数字：每字节两位 0-9、A-F，注释写在 # 之后",
            )
        if not digits or len(digits) % 2:
            raise HexError(
                number,
                at + 1,
                f"{line[at:end]!r}: a byte is two digits, here is an odd one out",
                f"{line[at:end]!r}：每字节须为两位，此处多出或缺少一位",
            )
        found += bytes.fromhex(digits)
        at = end
    return bytes(found)
