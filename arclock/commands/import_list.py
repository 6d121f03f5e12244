"""`arclock import FILE`"""

from pathlib import Path
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, language, pick, print_json, print_line
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.enterprise_list import ImportReport, NotAnEnterpriseList, import_enterprises

SHOWN = 40


def import_list(
    file: Annotated[Path, typer.Argument(help=".xlsx in the 17-column template 郑州市涉焊企业导入模板")],
    db: Annotated[
        Path | None, typer.Option(help="SQLite file of the platform; without it the list is only checked")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Check an enterprise list, cell by cell, and enter it into a platform. A list with errors enters nothing.

    Example: arclock import examples/zhengzhou_60.xlsx
    """
    try:
        report = read_list(file)
    except NotAnEnterpriseList as error:
        fail_usage(str(error))
    entered = 0
    if db is not None and not report.rows_rejected:
        store = SqliteStore(db)
        entered = enter(store, report)
        store.close()
    if as_json:
        print_json(report.as_json() | {"entered": entered})
    else:
        _show(report, entered, db)
    raise typer.Exit(Exit.USAGE if report.rows_rejected else Exit.HOLDS)


def read_list(file: Path) -> ImportReport:
    """The report of a list.

    Raises:
        NotAnEnterpriseList: it is none; says what was found.
    """
    return import_enterprises(file)


def enter(store: SqliteStore, report: ImportReport) -> int:
    """Keep the accepted enterprises; the same code again replaces what was there."""
    store.save_enterprises(
        [
            {
                "uscc": enterprise.uscc,
                "name": enterprise.name,
                "division": int(enterprise.division_code),
                "machines": enterprise.machines,
                "workers": enterprise.workers,
            }
            for enterprise in report.accepted
        ]
    )
    return len(report.accepted)


def _show(report: ImportReport, entered: int, db: Path | None) -> None:
    for finding in report.findings[:SHOWN]:
        print_line(
            f"{finding.cell:<6} {finding.level:<8} {finding.code:<24} {finding.zh if language() == 'zh' else finding.en}"
        )
    if len(report.findings) > SHOWN:
        print_line(pick(f"… and {len(report.findings) - SHOWN} more; --json lists all", "…… 其余见 --json"))
    accepted, rejected = len(report.accepted), report.rows_rejected
    print_line(pick(f"{accepted} rows in order, {rejected} rejected", f"{accepted} 行合格，{rejected} 行不合格"))
    if db is not None:
        print_line(pick(f"{entered} enterprises entered into {db}", f"已写入 {db}：{entered} 家企业"))
