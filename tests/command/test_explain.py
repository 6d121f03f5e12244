"""`arclock explain`: what may be put in, what comes out, in which language, and the exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from arclock.commands.explain_input import LIMIT
from protocol_spec.codes import Flag, Suite
from protocol_spec.frame import frame_of
from protocol_spec.instant import S
from protocol_spec.messages import Heartbeat, Login
from protocol_spec.vectors import TERMINAL, TERMINAL_KEY, VECTORS
from simulator.runtime.tape import Entry, Kind
from simulator.runtime.trace import TraceWriter
from tests.command.running import Run, arclock

STATUS = next(vector.frame for vector in VECTORS if vector.name == "status while welding")
LOGIN = (
    frame_of(
        Login(suite=Suite.HMAC_SM3, boot_counter=17, nonce=5, oldest=1, following=2), TERMINAL, 0, Flag.ACK_REQUIRED
    )
    .sealed(Suite.HMAC_SM3, bytes.fromhex(TERMINAL_KEY))
    .encode()
)
BROKEN = STATUS[:-1] + bytes([STATUS[-1] ^ 1])


@pytest.fixture(autouse=True)
def width_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have said how wide his terminal is."""
    monkeypatch.delenv("COLUMNS", raising=False)


def explain(cwd: Path, *args: str, stdin: str = "", lang: str = "en_US.UTF-8") -> Run:
    return arclock("explain", *args, cwd=cwd, stdin=stdin, lang=lang)


def row(run: Run, field: str) -> str:
    """The line of a field in the table, its blanks made one: offset, bytes, field, and what is said of it."""
    lines = (" ".join(line.split()) for line in run.out.splitlines())
    return next(line for line in lines if re.match(rf"(?:[!~] )?\d+ (?:[0-9A-F]{{2}} )*{field} ", line))


def test_hex_as_arguments_becomes_a_table(tmp_path: Path) -> None:
    run = explain(tmp_path, *STATUS.hex(" ").split())
    assert run.code == 0, run.err
    assert row(run, "temperature") == "42 FF 83 temperature -12.5 °C temperature of the module REP-02"
    assert row(run, "lock") == "29 01 lock 1 UNLOCKED lock state: unlocked REP-02"
    assert row(run, "time") == "22 69 23 B5 53 03 E7 time 2025-11-24T01:30:59.999Z time of the record TIM-02"
    assert run.out.endswith("in order: 1\n")


def test_in_chinese_it_speaks_chinese(tmp_path: Path) -> None:
    run = explain(tmp_path, BROKEN.hex(), lang="zh_CN.UTF-8")
    assert run.code == 1
    assert row(run, "lock") == "29 01 lock 1 UNLOCKED 锁定状态：已解锁 REP-02"
    assert f"CRC 错误：按这些字节应为 {STATUS[-2:].hex(' ').upper()}" in run.out
    assert "FRM-08 流式链路上" in run.out
    assert run.out.endswith("已损坏：1\n")
    assert arclock("--lang", "zh", "explain", BROKEN.hex(), cwd=tmp_path).out == run.out


@pytest.mark.parametrize("name", ["-", ""])
def test_a_pipe_of_hex_is_read(name: str, tmp_path: Path) -> None:
    run = explain(tmp_path, *filter(None, [name]), stdin="# of a capture\n" + STATUS.hex(":") + "\n")
    assert run.code == 0, run.err
    assert "STATUS" in run.out


def test_a_pipe_of_raw_bytes_is_read(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "arclock", "explain", "-"], cwd=tmp_path, input=b"\x00\xff" + STATUS, capture_output=True
    )
    assert done.returncode == 1
    assert b"noise: 1" in done.stdout


@pytest.mark.parametrize(
    "content",
    [
        STATUS,
        STATUS.hex(" ").encode(),
        ("\ufeff# 状态\n" + STATUS.hex().upper()).encode(),
        STATUS.hex("\n").encode("utf-16"),
    ],
    ids=["raw", "hex", "hex-with-mark-and-comment", "powershell"],
)
def test_a_file_of_either_sort_is_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "frame.bin").write_bytes(content)
    run = explain(tmp_path, "frame.bin", "--json")
    assert run.code == 0, run.err
    assert [frame["bytes"] for frame in run.json()["frames"]] == [STATUS.hex()]


def trace(path: Path, entries: list[Entry]) -> None:
    with TraceWriter(path, "terminal") as writer:
        for entry in entries:
            writer(entry)


def test_a_trace_and_a_run_folder_are_read_with_time_and_direction(tmp_path: Path) -> None:
    run_folder = tmp_path / "run"
    run_folder.mkdir()
    half = [Entry(2 * S, Kind.SENT, STATUS[:20]), Entry(2 * S, Kind.SENT, STATUS[20:])]
    trace(run_folder / "trace.pcapng", [Entry(S, Kind.SENT, LOGIN), Entry(S, Kind.DATA, STATUS), *half])
    for name in ("run", "run/trace.pcapng"):
        run = explain(tmp_path, name, "--json")
        assert run.code == 0, run.err
        frames = run.json()["frames"]
        assert [(frame["at"], frame["sent"], frame["size"]) for frame in frames] == [
            (S, True, len(LOGIN)),
            (S, False, len(STATUS)),
            (2 * S, True, len(STATUS)),
        ]
    assert "t = 2.000 s, sent" in explain(tmp_path, "run").out


def test_json_is_one_object_with_every_byte_and_what_is_wrong(tmp_path: Path) -> None:
    run = explain(tmp_path, "--json", (b"\x00" + BROKEN).hex())
    assert run.code == 1
    said = run.json()
    assert said["in_order"] is False
    noise, broken = said["frames"]
    assert (noise["sort"], noise["offset"], noise["size"]) == ("noise", 0, 1)
    assert (broken["sort"], broken["title"], broken["offset"]) == ("broken", "STATUS", 1)
    assert "".join(piece["bytes"] for piece in broken["pieces"]) == BROKEN.hex()
    crc = broken["pieces"][-1]
    assert crc["field"] == "crc"
    (trouble,) = crc["troubles"]
    assert (trouble["clause"], trouble["gravity"], trouble["right"]) == ("FRM-08", "wrong", STATUS[-2:].hex())
    assert trouble["sentence"].startswith("On a stream")


def test_with_a_key_tags_are_checked_and_the_key_is_never_said(tmp_path: Path) -> None:
    assert "not checked: no key" in row(explain(tmp_path, LOGIN.hex()), "tag")
    good = explain(tmp_path, LOGIN.hex(), "--key", TERMINAL_KEY)
    assert good.code == 0
    assert "holds: under the terminal key, HMAC-SM3" in row(good, "tag")
    bad = explain(tmp_path, LOGIN.hex(), "--json", "--key", f"{TERMINAL}={TERMINAL_KEY[::-1]}")
    assert bad.code == 1
    assert bad.json()["frames"][0]["tag"]["holds"] is False
    lab = frame_of(Heartbeat(oldest=1), TERMINAL, 1, Flag.ACK_REQUIRED).sealed(Suite.HMAC_SHA256, bytes(16)).encode()
    assert "LOGIN and LOGIN_ACK" in row(explain(tmp_path, lab.hex(), "--key", "lab"), "tag")
    for run in (good, bad):
        assert TERMINAL_KEY.lower() not in (run.out + run.err).lower()


def test_a_wrong_key_is_not_repeated(tmp_path: Path) -> None:
    run = explain(tmp_path, LOGIN.hex(), "--key", TERMINAL_KEY[:-1])
    assert run.code == 2
    assert "32 hex digits" in run.err
    assert TERMINAL_KEY[:-1].lower() not in run.err.lower()


@pytest.mark.parametrize(
    ("args", "stdin", "said"),
    [
        (["57 5"], "", "line 1, column 4"),
        (["57", "5g"], "", "line 1, column 5"),
        (["no/such.bin"], "", "no file of this name"),
        (["-"], "57 54\n01 zz\n", "-: line 2, column 4"),
        (["-"], "", "nothing to explain"),
        (["-"], "# only a comment\n", "nothing to explain"),
        ([], "", "nothing to explain"),
        ([""], "", "nothing to explain"),
        (["."], "", "trace.pcapng"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(args: list[str], stdin: str, said: str, tmp_path: Path) -> None:
    run = explain(tmp_path, *args, stdin=stdin)
    assert run.code == 2
    assert said in run.err
    assert run.out == ""


def test_a_damaged_trace_is_told_from_bytes(tmp_path: Path) -> None:
    trace(tmp_path / "trace.pcapng", [Entry(S, Kind.SENT, STATUS)])
    (tmp_path / "cut.pcapng").write_bytes((tmp_path / "trace.pcapng").read_bytes()[:-7])
    run = explain(tmp_path, "cut.pcapng")
    assert run.code == 2
    assert "no trace of arclock" in run.err


@pytest.mark.parametrize(
    ("lang", "said"), [("en_US.UTF-8", "cut or damaged behind the frame of t = 1.000 s"), ("zh_CN.UTF-8", "截断或损坏")]
)
def test_of_a_cut_trace_the_whole_frames_are_explained(lang: str, said: str, tmp_path: Path) -> None:
    trace(tmp_path / "trace.pcapng", [Entry(S, Kind.SENT, STATUS), Entry(2 * S, Kind.SENT, LOGIN)])
    (tmp_path / "cut.pcapng").write_bytes((tmp_path / "trace.pcapng").read_bytes()[:-7])
    run = explain(tmp_path, "cut.pcapng", lang=lang)
    assert run.code == 1
    assert re.search("^#1 .*STATUS ", run.out)
    assert "LOGIN" not in run.out
    assert said in run.err
    told = explain(tmp_path, "cut.pcapng", "--json", lang=lang)
    assert (told.code, told.json()["in_order"], len(told.json()["frames"])) == (1, True, 1)
    assert said in told.json()["cut"]


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell closes the stream")
@pytest.mark.parametrize(
    ("args", "said"), [("- <&-", "input is closed"), ("<&-", "nothing to explain"), ("57 >&-", "output is closed")]
)
def test_a_closed_stream_is_wrong_usage(args: str, said: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m arclock --lang en explain {args}', sys.executable],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stream_without_chinese_gets_escapes(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "arclock", "--lang", "zh", "explain", STATUS.hex()],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "无误".encode("ascii", "backslashreplace") in done.stdout


def test_more_than_the_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "long.bin").open("wb") as stream:
        stream.truncate(LIMIT + 1)
    named = explain(tmp_path, "long.bin")
    with (tmp_path / "long.bin").open("rb") as stream:
        piped = subprocess.run(
            [sys.executable, "-m", "arclock", "--lang", "en", "explain", "-"],
            cwd=tmp_path,
            stdin=stream,
            capture_output=True,
            text=True,
        )
    assert (named.code, piped.returncode) == (2, 2)
    assert "long.bin: more than 16 MiB" in named.err
    assert "-: more than 16 MiB" in piped.stderr
    assert "split the input" in piped.stderr


@pytest.mark.parametrize("lang", ["en_US.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal_and_none_ends_in_blanks(
    columns: int, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    run = explain(tmp_path, *(vector.frame.hex() for vector in VECTORS), lang=lang)
    for line in run.out.splitlines():
        assert sum(2 if ord(char) > 0x2E7F else 1 for char in line) <= columns, line
        assert line == line.rstrip()
        assert "…" not in line or "more" in line or "另" in line


def test_a_plain_pipe_has_no_colour(tmp_path: Path) -> None:
    assert "\x1b" not in explain(tmp_path, BROKEN.hex()).out


def test_the_example_of_its_help_works(tmp_path: Path) -> None:
    said = " ".join(arclock("explain", "--help", cwd=tmp_path).out.split())
    example = said.partition("Example: arclock explain ")[2].partition(" Arguments")[0]
    run = explain(tmp_path, *example.split(), "--json")
    assert run.code == 0, run.out
    assert json.loads(run.out)["frames"][0]["title"] == "HEARTBEAT"
