"""`arclock certify`: verdict, exit code, run folder."""

from pathlib import Path

import pytest

from simulator.runtime.run_folder import read_lines
from tests.command.running import arclock


def test_a_good_terminal_is_conformant(tmp_path: Path) -> None:
    run = arclock("certify", "sim:", "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    said = run.json()
    assert said["verdict"] == "conformant"
    assert said["tally"]["pass"] >= 12
    results = list(read_lines(tmp_path / said["run"] / "results.jsonl"))
    assert len(results) == said["tally"]["pass"]
    assert (tmp_path / said["run"] / "trace.pcapng").stat().st_size > 10_000
    manifest = (tmp_path / said["run"] / "manifest.json").read_text()
    assert '"conformant"' in manifest


def test_a_wrong_terminal_is_not_and_the_clause_is_named(tmp_path: Path) -> None:
    run = arclock("certify", "sim:mutant/ignores-tags", cwd=tmp_path)
    assert run.code == 1
    assert "SEC-05" in run.out
    assert "not conformant" in run.out


def test_in_a_chinese_locale_it_speaks_chinese(tmp_path: Path) -> None:
    assert "符合" in arclock("certify", "sim:", cwd=tmp_path, lang="zh_CN.UTF-8").out
    assert "不符合" in arclock("--lang", "zh", "certify", "sim:mutant/ignores-expiry", cwd=tmp_path).out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["sim:nope"], "cat1_retrofit"),
        (["sim:mutant/nope"], "ignores-tags"),
        (["sim:rs485_gateway"], "stands on no machine"),
        (["serial:/dev/nowhere"], "/dev/nowhere"),
        (["serial:"], "names no device"),
        (["serial:/dev/x?baud=300"], "9600"),
        (["tcp:127.0.0.1:1"], "tcp-listen"),
        (["carrier-pigeon:"], "serial:"),
        (["sim:", "--select", "ZZZ"], "FRM"),
        (["sim:", "--pixit", "missing.toml"], "missing.toml"),
    ],
)
def test_wrong_usage_is_named_with_what_is_right(args: list[str], said: str, tmp_path: Path) -> None:
    run = arclock("certify", *args, cwd=tmp_path)
    assert run.code == 2
    assert said in run.err
    assert "Traceback" not in run.err


def test_a_pixit_with_the_wrong_key_leaves_no_verdict(tmp_path: Path) -> None:
    pixit = tmp_path / "pixit.toml"
    pixit.write_text('terminal = "9999010000000001"\nkey = "00112233445566778899aabbccddeeff"\n')
    run = arclock("certify", "sim:", "--pixit", str(pixit), cwd=tmp_path)
    assert run.code == 0  # the simulated terminal is given the same key
    for text, said in (('key = "12"', "hexadecimal"), ("colour = 1", "colour"), ('terminal = "1"', "16 decimal")):
        pixit.write_text(text + "\n")
        run = arclock("certify", "sim:", "--pixit", str(pixit), cwd=tmp_path)
        assert run.code == 2
        assert said in run.err


def test_the_key_is_in_no_file_of_the_run(tmp_path: Path) -> None:
    key = "00112233445566778899aabbccddeeff"
    pixit = tmp_path / "pixit.toml"
    pixit.write_text(f'terminal = "1234010000000001"\nkey = "{key}"\n')
    assert arclock("certify", "sim:", "--pixit", str(pixit), "--out", "run", cwd=tmp_path).code == 0
    for file in (tmp_path / "run").iterdir():
        content = file.read_bytes()
        assert key.encode() not in content
        assert bytes.fromhex(key) not in content


def test_equal_runs_leave_equal_results(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert arclock("certify", "sim:", "--out", name, cwd=tmp_path).code == 0
    for file in ("results.jsonl", "trace.pcapng"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
