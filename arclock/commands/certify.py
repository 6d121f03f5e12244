"""`arclock certify DUT`"""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from arclock.console import Exit, err, fail_usage, language, pick, print_json, print_line, progress, say
from arclock.duts import (
    Campaign,
    DutError,
    is_sim,
    open_dut_string,
    run_in_real_time,
    run_in_virtual_time,
    sim_terminal,
)
from arclock.links import LinkStringError
from conformance import EXIT, NO_VERDICT, Case, Pixit, PixitError, catalogue, load_pixit, overall, tally
from simulator.runtime.links.serial_line import LineUnavailable
from simulator.runtime.run_folder import RunFolder, run_name

VERDICTS_ZH = {"conformant": "符合", "not conformant": "不符合", "no verdict": "无结论"}
STYLES = {"PASS": "green", "FAIL": "bold red", "ERROR": "bold magenta", "INCONC": "yellow"}


def certify(
    dut: Annotated[
        str, typer.Argument(help="sim: · sim:PROFILE · sim:mutant/NAME · serial:PATH · tcp-listen:HOST:PORT")
    ],
    pixit: Annotated[Path | None, typer.Option(help="TOML: terminal, key, capability, patience")] = None,
    select: Annotated[str, typer.Option(help="only cases whose id begins so, such as LCK or SES/HB")] = "",
    out: Annotated[Path | None, typer.Option(help="run folder; default runs/certify-…")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Run the terminal-side campaign against a device under test.

    Example: arclock certify serial:/dev/ttyUSB0
    """
    cases = chosen_cases(select)
    known = _pixit(pixit)
    _check_dut(dut)
    folder = RunFolder(out or Path("runs") / run_name("certify", dut), manifest_of(dut, known, select))
    try:
        outcome = run_campaign(dut, cases, known, folder, quiet=as_json)
    except (LineUnavailable, OSError) as error:
        fail_usage(str(error))
    except KeyboardInterrupt:
        folder.close_manifest({"verdict": NO_VERDICT, "interrupted": True})
        say(f"interrupted; what was done stands in {folder.path}", f"已中断；已完成部分保存在 {folder.path}")
        raise typer.Exit(Exit.INTERRUPTED) from None
    if as_json:
        print_json(outcome)
    else:
        print_line(verdict_line(outcome))
    raise typer.Exit(EXIT[outcome["verdict"]])


def chosen_cases(select: str) -> list[Case]:
    cases = catalogue(select)
    if not cases:
        chapters = sorted({case.id.split("/")[0] for case in catalogue()})
        fail_usage(f"--select {select}: no case id begins so; chapters are {', '.join(chapters)}")
    return cases


def manifest_of(dut: str, pixit: Pixit, select: str) -> dict[str, Any]:
    return {
        "kind": "campaign",
        "target": dut,
        "command": f"arclock certify {dut}" + (f" --select {select}" if select else ""),
        "pixit": pixit.public(),
    }


def run_campaign(dut: str, cases: list[Case], pixit: Pixit, folder: RunFolder, quiet: bool = False) -> dict[str, Any]:
    """Run, write everything down, and say what came out."""
    with folder.trace("tester") as trace, progress() as bar:
        task = bar.add_task(pick("certifying", "认证中"), total=len(cases))

        def on_result(result: dict[str, Any]) -> None:
            folder.append("results", result)
            bar.advance(task)
            if not quiet and (result["verdict"] != "PASS" or err.is_terminal):
                _show(result)

        campaign = Campaign(cases, pixit, on_result, [])
        if is_sim(dut):
            run_in_virtual_time(dut, campaign, trace)
        else:
            if not quiet:
                say(f"waiting for the terminal on {dut} …", f"等待终端：{dut} …")
            asyncio.run(run_in_real_time(dut, campaign, trace))
    return close_campaign(folder, campaign)


def close_campaign(folder: RunFolder, campaign: Campaign) -> dict[str, Any]:
    verdict = overall(campaign.results, campaign.unrun)
    counted = tally(campaign.results, campaign.unrun)
    seconds = round(sum(result["seconds"] for result in campaign.results), 3)
    reason = _why(verdict, campaign)
    folder.close_manifest({"verdict": verdict, "tally": counted, "seconds": seconds, "reason": reason})
    return {"verdict": verdict, "tally": counted, "run": str(folder.path), "reason": reason}


def verdict_line(outcome: dict[str, Any]) -> str:
    counted = ", ".join(f"{name} {count}" for name, count in outcome["tally"].items() if count)
    verdict = VERDICTS_ZH[outcome["verdict"]] if language() == "zh" else outcome["verdict"]
    why = f"; {outcome['reason']}" if outcome["reason"] else ""
    return f"{verdict}: {counted or pick('nothing was executed', '未执行任何用例')}{why}\n{outcome['run']}"


def _why(verdict: str, campaign: Campaign) -> str:
    worst = [result for result in campaign.results if result["verdict"] in ("FAIL", "ERROR", "INCONC", "NONE")]
    if verdict == "conformant":
        return ""
    if not campaign.results:
        return pick("the terminal never showed up on the line", "终端始终未出现在线路上")
    order = ("FAIL", "ERROR", "INCONC", "NONE")
    first = min(worst, key=lambda result: order.index(result["verdict"]), default=None)
    return f"{first['clause']} ({first['case']}): {first['reason']}" if first else ""


def _show(result: dict[str, Any]) -> None:
    why = f"  {result['reason']}" if result["reason"] else ""
    err.print(f"{result['verdict']:<8}", style=STYLES.get(result["verdict"]), end="")
    err.print(f"{result['case']:<18} {result['clause']}{why}", markup=False)


def _pixit(path: Path | None) -> Pixit:
    try:
        return load_pixit(path)
    except PixitError as error:
        fail_usage(str(error))


def _check_dut(dut: str) -> None:
    try:
        if is_sim(dut):
            sim_terminal(dut)
        else:
            open_dut_string(dut)
    except (DutError, LinkStringError) as error:
        fail_usage(str(error))
