"""A sentence in both languages. Which one is shown is the reader's business, not the explainer's."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    en: str
    zh: str

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.en)


def same(text: str) -> Words:
    """What needs no translation: a number with its unit, a name, a time."""
    return Words(text, text)


def both(first: Words, second: Words) -> Words:
    """`first: second`, or whichever of the two there is."""
    if not (first and second):
        return first or second
    return Words(f"{first.en}: {second.en}", f"{first.zh}：{second.zh}")


NOTHING = Words("", "")
