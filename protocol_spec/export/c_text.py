"""C, line by line: defines that are each made once, comments that close where they should, integers of a type."""


class NameTaken(Exception):
    """Two declarations want the same C name; one of them has to be called something else."""


class CText:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._taken: dict[str, str] = {}

    def line(self, text: str = "") -> None:
        self._lines.append(text)

    def comment(self, text: str) -> None:
        self.line(f"/* {commented(text)} */")

    def chapter(self, title: str) -> None:
        self.line()
        self.comment(f"---- {title} " + "-" * max(4, 100 - len(title)))

    def define(self, name: str, value: str, comment: str = "") -> None:
        self.take(name, value)
        self.beside(f"#define {name:<44} {value}", 60, comment)

    def beside(self, code: str, column: int, comment: str) -> None:
        self.line(f"{code:<{column}} /* {commented(comment)} */" if comment else code)

    def take(self, name: str, value: str) -> None:
        """Note that a name is used.

        Raises:
            NameTaken: it was before.
        """
        if name in self._taken:
            raise NameTaken(
                f"{name} would be both {self._taken[name]} and {value}: rename the field, message or code it comes from"
            )
        self._taken[name] = value

    def table(self, head: str, entries: list[str], per_line: int) -> None:
        """An array; `head` is all that stands before the equals sign."""
        self.line(f"{head} = {{")
        for at in range(0, len(entries), per_line):
            self.line("    " + ", ".join(entries[at : at + per_line]) + ",")
        self.line("};")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def commented(text: str) -> str:
    """Text that cannot close or open a comment."""
    return text.replace("*/", "* /").replace("/*", "/ *")


def integer(value: int) -> str:
    """A constant that has its value in C99 and C++ whatever the width of int; what is not negative is unsigned."""
    if value < 0:
        return signed(value)
    return f"{value}u" if value <= 0xFFFF_FFFF else f"UINT64_C({value})"


def signed(value: int) -> str:
    """The same for a quantity that may be negative: without the `u` that would turn a comparison round."""
    if -0x7FFF_FFFF <= value <= 0x7FFF_FFFF:
        return str(value) if value >= 0 else f"({value})"
    return f"INT64_C({value})" if value > 0 else f"(-INT64_C({-value - 1}) - 1)"


def sentinel(value: int, negative: bool) -> str:
    """A value that is no measurement, in hex, for that is how it looks on the wire."""
    if not 0 <= value <= 0xFFFF_FFFF:
        return signed(value) if negative else integer(value)
    return f"0x{value:X}" + ("" if negative else "u")


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
