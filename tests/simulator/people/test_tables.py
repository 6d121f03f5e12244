"""The data files read, and one that does not says which key of which file it is."""

import re
from typing import Any

import pytest

from simulator.people import activity, calendar, enterprise, habit, identity, table, timetable

READERS: list[tuple[str, Any]] = [
    ("activity.toml", activity._rates),
    ("calendar.toml", calendar._notices),
    ("enterprise.toml", enterprise.composition),
    ("habit.toml", habit.habits),
    ("names.toml", identity.names),
    ("shifts.toml", timetable.timetable),
]


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads a file with one text in it replaced by another."""

    def read(name: str, reader: Any, old: str, new: str) -> None:
        found = table.files("simulator.people").joinpath(name).read_text(encoding="utf-8")
        assert old in found, f"{name} has no {old!r} to spoil"
        text = found.replace(old, new, 1)

        class Folder:
            def joinpath(self, _name: str) -> "Folder":
                return self

            def read_text(self, encoding: str) -> str:
                return text

        monkeypatch.setattr(table, "files", lambda _package: Folder())
        for cached in (calendar._table, *(one for _name, one in READERS)):
            cached.cache_clear()
        try:
            reader()
        finally:
            monkeypatch.undo()
            for cached in (calendar._table, *(one for _name, one in READERS)):
                cached.cache_clear()

    return read


@pytest.mark.parametrize(("name", "reader"), READERS, ids=[name for name, _reader in READERS])
def test_it_reads(name: str, reader: Any) -> None:
    assert reader()


@pytest.mark.parametrize(("name", "reader"), READERS, ids=[name for name, _reader in READERS])
def test_another_schema_is_refused(name: str, reader: Any, spoilt: Any) -> None:
    with pytest.raises(table.TableError, match=re.escape(f"simulator/people/{name}: schema must be 1")):
        spoilt(name, reader, "schema = 1", "schema = 2")


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("activity.toml", "heavy = 700_000", "weighty = 700_000", "activity.toml: workday: missing: heavy"),
        ("calendar.toml", "\n[yearly]", "\n[monthly]", "calendar.toml: missing: yearly"),
        ("enterprise.toml", "apprentice = 300_000", "apprentice = 300_000\nintern = 1", "not known: intern"),
        ("enterprise.toml", '["saw", 400, 800, 25]', '["saw", 400, 25]', "is not [process, least, most, weight]"),
        ("enterprise.toml", "[4, 5, 870]", "[5, 4, 870]", "[5, 4, 870] is not [from, until, weight]"),
        ("habit.toml", "bypass = 1_000 ", "bypass = 2_000_000", "bypass = 2000000 is not between"),
        ("habit.toml", "slowest = 700", "slow = 700", "habit.toml [pace]: missing: slowest"),
        ("names.toml", 'team = ["', 'tame = ["', "names.toml: missing: team"),
        ("shifts.toml", '"06:15"', '"quarter past six"', "is no time of day such as 07:30"),
        ("shifts.toml", "overtime = 350_000", "overtime = ", "shifts.toml: "),
    ],
)
def test_what_is_wrong_is_named(name: str, old: str, new: str, says: str, spoilt: Any) -> None:
    with pytest.raises(table.TableError, match=re.escape(says)):
        spoilt(name, dict(READERS)[name], old, new)
