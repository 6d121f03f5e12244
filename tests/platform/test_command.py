"""`arclock platform`: what is wrong with its options is said before anything is opened."""

from pathlib import Path

import pytest

from tests.command.running import arclock


@pytest.mark.parametrize(
    ("args", "said"),
    [(["--suite", "9"], "there are 1 and 2"), (["--tcp", "here"], "HOST:PORT"), (["--keys", "."], "--keys")],
)
def test_an_option_that_is_wrong_is_named(args: list[str], said: str, tmp_path: Path) -> None:
    run = arclock("platform", "--db", "p.sqlite", *args, cwd=tmp_path)
    assert run.code == 2, run.err
    assert said in run.err
    assert "Traceback" not in run.err
