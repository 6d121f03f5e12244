"""What came of a list. Equal files give equal reports."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from reference_platform.enterprise_list.enterprise import Enterprise
from reference_platform.enterprise_list.finding import Finding


@dataclass(frozen=True)
class ImportReport:
    file: str
    """Name without folders."""
    accepted: tuple[Enterprise, ...]
    findings: tuple[Finding, ...]
    """About the sheet first, then by row and column. Messages hold no personal data unmasked."""
    rows_read: int
    rejected_rows: tuple[int, ...]
    """Row numbers of the sheet. Each has at least one error among the findings."""

    @property
    def rows_rejected(self) -> int:
        return len(self.rejected_rows)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "warning")

    def as_json(self) -> dict[str, object]:
        """Counts and findings for machines. No enterprise is listed, so no person is named."""
        return {
            "file": self.file,
            "rows_read": self.rows_read,
            "accepted": len(self.accepted),
            "rejected": self.rows_rejected,
            "rejected_rows": list(self.rejected_rows),
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "total": _sums(self.accepted),
            "cities": _by_city(self.accepted),
            "findings": [asdict(finding) for finding in self.findings],
        }


def _sums(enterprises: Iterable[Enterprise]) -> dict[str, object]:
    listed = list(enterprises)
    return {
        "enterprises": len(listed),
        "machines": sum(one.machines for one in listed),
        "workers": sum(one.workers for one in listed),
    }


def _by_city(enterprises: Iterable[Enterprise]) -> dict[str, object]:
    cities: dict[str, dict[str, list[Enterprise]]] = {}
    for one in sorted(enterprises, key=lambda one: one.division_code):
        cities.setdefault(one.city, {}).setdefault(one.county, []).append(one)
    return {
        city: {
            **_sums(one for listed in counties.values() for one in listed),
            "counties": {
                county: {"division_code": listed[0].division_code, **_sums(listed)}
                for county, listed in counties.items()
            },
        }
        for city, counties in cities.items()
    }
