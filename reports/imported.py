"""What came of an enterprise list: `import.json`, and `import_errors.json` for a list with errors."""

from dataclasses import dataclass
from pathlib import Path

from reports.fields import Fields, read_object
from reports.words import Words

FILES = {
    "import.json": Words("企业名单导入", "Enterprise list import"),
    "import_errors.json": Words("有错误的企业名单", "An enterprise list with errors"),
}


@dataclass(frozen=True)
class Finding:
    cell: str
    level: str
    code: str
    words: Words


@dataclass(frozen=True)
class Imported:
    heading: Words
    file: str
    rows: int
    accepted: int
    rejected: int
    errors: int
    warnings: int
    machines: int
    workers: int
    by_county: tuple[tuple[str, int], ...]
    """Most enterprises first; equal ones by division code."""
    findings: tuple[Finding, ...]


def read_imports(folder: Path) -> tuple[Imported, ...]:
    return tuple(
        _imported(heading, read_object(folder / name)) for name, heading in FILES.items() if (folder / name).is_file()
    )


def _imported(heading: Words, fields: Fields) -> Imported:
    """Counts stand at the top, or as an ImportReport gives them: a total, and counties inside their cities."""
    total = fields.inner("total") or fields
    counties = fields.counts("by_county") or _counties(fields.inner("cities"))
    return Imported(
        heading=heading,
        file=fields.text("file", ""),
        rows=fields.count("rows_read" if fields.has("rows_read") else "rows"),
        accepted=fields.count("accepted"),
        rejected=fields.count("rejected"),
        errors=fields.count("errors", 0),
        warnings=fields.count("warnings", 0),
        machines=total.count("machines", 0),
        workers=total.count("workers", 0),
        by_county=tuple(sorted(counties.items(), key=lambda county: (-county[1], county[0]))),
        findings=tuple(_finding(finding) for finding in fields.objects("findings")),
    )


def _counties(cities: Fields | None) -> dict[str, int]:
    return {
        f"{county.text('division_code', '')} {name}".strip(): county.count("enterprises")
        for city in (cities.every() if cities else {}).values()
        if (counties := city.inner("counties"))
        for name, county in counties.every().items()
    }


def _finding(fields: Fields) -> Finding:
    words = Words(fields.text("zh", ""), fields.text("en", ""))
    return Finding(fields.text("cell", ""), fields.text("level"), fields.text("code", ""), words)
