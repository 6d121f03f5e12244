"""`arclock spec export`: what it writes, and what it will not write over."""

import json
from pathlib import Path

import pytest

from tests.command.running import arclock

FILES = {"c": "wtp1.h", "lua": "wtp1.lua", "vectors": "vectors.json", "messages": "messages.json"}


def test_all_four_are_written_and_named(tmp_path: Path) -> None:
    run = arclock("spec", "export", cwd=tmp_path)
    assert run.code == 0, run.err
    folder = tmp_path / "wtp1-export"
    assert {file.name for file in folder.iterdir()} == set(FILES.values())
    assert [line.split("  ")[0] for line in run.out.splitlines()] == [f"wtp1-export/{name}" for name in FILES.values()]
    assert "WTP_CODE_STATUS" in (folder / "wtp1.h").read_text(encoding="utf-8")
    assert "local DECLARED" in (folder / "wtp1.lua").read_text(encoding="utf-8")
    assert json.loads((folder / "vectors.json").read_text(encoding="utf-8"))["vectors"]
    assert json.loads((folder / "messages.json").read_text(encoding="utf-8"))["messages"]


@pytest.mark.parametrize("what", list(FILES))
def test_one_alone_is_written_where_it_is_wanted(what: str, tmp_path: Path) -> None:
    run = arclock("spec", "export", what, "--out", "deep/er", "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    (only,) = (tmp_path / "deep/er").iterdir()
    said = run.json()
    assert said == {"out": "deep/er", "written": [{"file": f"deep/er/{FILES[what]}", "bytes": only.stat().st_size}]}
    assert only.name == FILES[what]


def test_its_own_files_are_written_again_and_come_out_equal(tmp_path: Path) -> None:
    before: dict[str, bytes] = {}
    for _ in range(2):
        assert arclock("spec", "export", cwd=tmp_path).code == 0
        after = {file.name: file.read_bytes() for file in (tmp_path / "wtp1-export").iterdir()}
        assert before in ({}, after)
        before = after


def test_a_file_of_somebody_s_own_stays_and_nothing_else_is_written(tmp_path: Path) -> None:
    own = tmp_path / "vectors.json"
    own.write_text('{"mine": true}')
    run = arclock("spec", "export", "--out", ".", cwd=tmp_path)
    assert run.code == 2
    assert "vectors.json" in run.err
    assert "--out" in run.err
    assert own.read_text() == '{"mine": true}'
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.json"]


def test_wrong_usage_is_named_with_what_is_right(tmp_path: Path) -> None:
    run = arclock("spec", "export", "pascal", cwd=tmp_path)
    assert run.code == 2
    assert "c, lua, vectors, messages" in run.err
    (tmp_path / "file").write_text("")
    run = arclock("spec", "export", "--out", "file", cwd=tmp_path)
    assert run.code == 2
    assert "file is a file" in run.err
    assert "是文件" in arclock("--lang", "zh", "spec", "export", "--out", "file", cwd=tmp_path).err


def test_in_chinese_it_says_what_each_file_is_in_chinese(tmp_path: Path) -> None:
    run = arclock("--lang", "zh", "spec", "export", "c", cwd=tmp_path)
    assert "C99 头文件" in run.out
