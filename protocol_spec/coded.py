"""A code that is declared once: its number on the wire, its Chinese and its English name."""

from enum import IntEnum
from typing import Self


class Coded(IntEnum):
    zh: str
    en: str

    def __new__(cls, value: int, zh: str, en: str) -> Self:
        code = int.__new__(cls, value)
        code._value_ = value
        code.zh = zh
        code.en = en
        return code

    @classmethod
    def of(cls, value: int) -> Self:
        """The member with this number.

        Raises:
            ValueError: there is none.
        """
        return cls(value)  # type: ignore[call-arg]

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en
