"""`arclock quickstart`: one story from enterprise list to certificate, on a real serial line, in under two minutes."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from arclock.commands.certify import chosen_cases, close_campaign, manifest_of, verdict_line
from arclock.commands.import_list import enter, read_list
from arclock.commands.scenario import close_story
from arclock.console import Exit, err, fail_usage, pick, print_json, print_line, progress, say
from arclock.duts import Campaign, run_in_real_time
from conformance import Case, load_pixit
from reference_platform.edge.sqlite import SqliteStore
from reference_platform.enterprise_list import write_sample
from scenarios import load_story
from scenarios.story import Story
from simulator.runtime.run_folder import RunFolder
from simulator.terminal import Terminal
from simulator.terminal.mutants import MUTANTS

STORY = "first_weld"
TOLD = {
    "worker.scan": ("a worker scans the machine", "工人扫码"),
    "platform.decision": ("the platform decides", "平台判定"),
    "terminal.relay": ("relay", "继电器"),
    "platform.powered": ("powered", "开机成功"),
    "terminal.arc-on": ("arc on", "起弧"),
    "terminal.arc-off": ("arc off", "收弧"),
    "platform.lock": ("the platform locks", "平台锁机"),
    "terminal.locked": ("locked", "已锁定"),
}


class StepFailed(Exception):
    """A required step did not come out as it must."""


def quickstart(
    out: Annotated[Path, typer.Option(help="run folder")] = Path("runs/quickstart"),
    select: Annotated[str, typer.Option(help="certify with only the cases whose id begins so")] = "",
    mutant: Annotated[str | None, typer.Option(help="put this wrong terminal on the line, and see it fail")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Import a list, unlock a terminal by a scan over a serial line, weld, report, lock, certify it, write one page.

    Example: arclock quickstart
    """
    kind = _terminal_type(mutant)
    cases = chosen_cases(select)
    story = load_story(STORY)
    folder = _fresh_folder(out, story, mutant)
    try:
        outcome = asyncio.run(_play(story, kind, cases, folder))
    except StepFailed as error:
        folder.close_manifest({"failed": str(error)})
        _page(folder)
        say(f"quickstart failed: {error}", f"快速演示失败：{error}", "bold red")
        raise typer.Exit(Exit.FAILS) from None
    except KeyboardInterrupt:
        folder.close_manifest({"interrupted": True})
        raise typer.Exit(Exit.INTERRUPTED) from None
    page = _page(folder)
    if as_json:
        print_json(outcome | {"page": str(page), "run": str(folder.path)})
    else:
        print_line(
            pick("first weld as expected; terminal ", "首次焊接符合预期；终端") + verdict_line(outcome).splitlines()[0]
        )
        print_line(str(page))


async def _play(story: Story, kind: type[Terminal], cases: list[Case], folder: RunFolder) -> dict[str, Any]:
    try:
        from scenarios.serial_stage import PhoneFailed, SerialStage
        from simulator.runtime.links.pty_line import PtyLine
    except ImportError:
        raise StepFailed("this system has no pseudo-terminals; try: arclock scenario run first_weld") from None
    store = SqliteStore(folder.path / "platform.sqlite")
    _import_lists(store, folder)
    with PtyLine() as line, folder.trace("terminal") as trace:
        stage = SerialStage(story, store, line, folder, trace, kind)
        stage.watcher = _tell
        try:
            say(f"a terminal on {line.one}, the platform on {line.other}", f"终端接 {line.one}，平台接 {line.other}")
            findings = await stage.play()
        except PhoneFailed as error:
            raise StepFailed(str(error)) from None
        finally:
            store.close()
        close_story(folder, findings, stage.outcome())
        if findings:
            raise StepFailed(f"the story {story.name} did not come out as expected: {findings[0]}")
        outcome = await _certify(line.other, cases, folder)
        stage.stop()
    folder.close_manifest({"verdict": outcome["verdict"], "tally": outcome["tally"]})
    if outcome["verdict"] != "conformant":
        raise StepFailed(f"the terminal was not certified: {outcome['reason'] or outcome['verdict']}")
    return outcome


def _import_lists(store: SqliteStore, folder: RunFolder) -> None:
    for name, errors in (("import", False), ("import_errors", True)):
        path = folder.path / ("zhengzhou_60_errors.xlsx" if errors else "zhengzhou_60.xlsx")
        write_sample(path, errors=errors)
        report = read_list(path)
        (folder.path / f"{name}.json").write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), "utf-8")
        if not errors:
            enter(store, report)
            say(
                f"imported {len(report.accepted)} enterprises from {path.name}",
                f"已从 {path.name} 导入 {len(report.accepted)} 家企业",
            )
            if report.rows_rejected or not report.accepted:
                raise StepFailed(f"{path.name}: {report.rows_rejected} rows were rejected")


async def _certify(device: str, cases: list[Case], folder: RunFolder) -> dict[str, Any]:
    pixit = load_pixit(None)
    target = f"serial:{device}"
    inner = RunFolder(folder.path / "certify-serial", manifest_of(target, pixit, ""))
    say(
        f"certifying that terminal over the same line: {len(cases)} cases",
        f"在同一条串行线上认证该终端：{len(cases)} 个用例",
    )
    with inner.trace("tester") as trace, progress() as bar:
        task = bar.add_task(pick("certifying", "认证中"), total=len(cases))

        def on_result(result: dict[str, Any]) -> None:
            inner.append("results", result)
            bar.advance(task)

        campaign = Campaign(cases, pixit, on_result, [])
        await run_in_real_time(target, campaign, trace)
    return close_campaign(inner, campaign)


def _tell(entry: dict[str, Any]) -> None:
    told = TOLD.get(f"{entry['who']}.{entry['what']}")
    if told is None:
        return
    facts = ", ".join(
        f"{name}={value}" for name, value in entry.items() if name not in ("at", "who", "what", "terminal")
    )
    err.print(f"{entry['at']:7.2f} s  {pick(*told)}  {facts}", markup=False)


def _fresh_folder(out: Path, story: Story, mutant: str | None) -> RunFolder:
    """A quick start begins with an empty platform: the terminal on the line is new, and its counters begin at one."""
    manifest = {
        "kind": "quickstart",
        "name": story.name,
        "title_zh": story.zh,
        "title_en": story.en,
        "command": "arclock quickstart" + (f" --mutant {mutant}" if mutant else ""),
        "line": "pseudo-terminal serial line, 115200 baud",
        "seed": story.terminal["seed"],
    }
    return RunFolder(out, manifest)


def _terminal_type(mutant: str | None) -> type[Terminal]:
    if mutant is None:
        return Terminal
    if mutant not in MUTANTS:
        fail_usage(f"--mutant {mutant}: there are {', '.join(MUTANTS)}")
    return MUTANTS[mutant].type


def _page(folder: RunFolder) -> Path:
    from reports import render  # only now: matplotlib takes a second to import

    return render(folder.path)
