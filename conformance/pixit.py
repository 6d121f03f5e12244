"""What the tester has to know of the implementation to test it at all (PIXIT). A file never holds more than its lab needs."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from protocol_spec.codes import Capability
from protocol_spec.security import KEY_SIZE, lab_key

LAB_TERMINAL = "9999010000000001"
_KEYS = {"terminal", "key", "capability", "patience"}


class PixitError(Exception):
    """The file cannot be used; says which key."""


@dataclass(frozen=True)
class Pixit:
    """`patience`: seconds the tester waits for the first sign of life."""

    terminal: str = LAB_TERMINAL
    key: bytes = lab_key(LAB_TERMINAL)
    capability: Capability = ~Capability.NONE
    patience: int = 40

    def public(self) -> dict[str, object]:
        """For manifests and reports: the key never leaves."""
        return {"terminal": self.terminal, "capability": int(self.capability), "patience": self.patience}


def load_pixit(path: Path | None) -> Pixit:
    """A PIXIT file, or the laboratory terminal where there is none.

    Raises:
        PixitError: not there, not TOML, an unknown key, a key that is not 16 bytes of hex.
    """
    if path is None:
        return Pixit()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PixitError(f"{path}: {error}") from None
    if unknown := sorted(table.keys() - _KEYS):
        raise PixitError(f"{path}: unknown key {unknown[0]!r}; known: {', '.join(sorted(_KEYS))}")
    terminal = str(table.get("terminal", LAB_TERMINAL))
    if not re.fullmatch(r"[0-9]{16}", terminal):
        raise PixitError(f"{path}: terminal must be 16 decimal digits in quotes")
    return Pixit(terminal, _key(path, table, terminal), _capability(path, table), int(table.get("patience", 40)))


def _key(path: Path, table: dict[str, object], terminal: str) -> bytes:
    if "key" not in table:
        try:
            return lab_key(terminal)
        except ValueError as error:
            raise PixitError(f"{path}: {error}") from None
    text = str(table["key"])
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * KEY_SIZE}}}", text):
        raise PixitError(f"{path}: key must be {2 * KEY_SIZE} hexadecimal digits")
    return bytes.fromhex(text)


def _capability(path: Path, table: dict[str, object]) -> Capability:
    names = table.get("capability")
    if names is None:
        return ~Capability.NONE
    capability = Capability.NONE
    for name in map(str, names if isinstance(names, list) else [names]):
        if name not in Capability.__members__:
            raise PixitError(f"{path}: capability {name!r} is none of {', '.join(Capability.__members__)}")
        capability |= Capability[name]
    return capability
