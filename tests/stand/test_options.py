"""Wrong usage is named with what is right, before anything has begun; and what there is can be listed."""

import pytest
from click.testing import Result
from typer.testing import CliRunner

from arclock.app import app


def called(*args: str) -> Result:
    return CliRunner().invoke(app, ["--lang", "en", "terminal", *args])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "which LINK?"),
        (["tcp:h:1", "--script", "nowhere.toml"], "nowhere.toml"),
        (["tcp:h:1", "--fault", "nope"], "welded-contact"),
        (["tcp:h:1", "--cheat", "lent-phone@soon"], "NAME@SECONDS"),
        (["tcp:h:1", "--quality", "nope", "--state", "-"], "cat1_workshop"),
        (["tcp:h:1", "--platform", "http://h"], "--worker"),
        (["tcp:h:1", "--count", "2", "--truth", "t"], "--count"),
        (["serial:/dev/nowhere", "--count", "2", "--state", "-"], "serial line"),
        (["tcp:h:1", "--truth", "/dev/null/t", "--state", "-"], "/dev/null"),
    ],
)
def test_wrong_usage_is_named(args: list[str], said: str) -> None:
    run = called(*args)
    assert run.exit_code == 2, run.stderr
    assert said in run.stderr.replace("\n", "")


@pytest.mark.parametrize(
    ("option", "named"), [("--profile", "smart_meter"), ("--fault", "gas"), ("--cheat", "lent-phone")]
)
def test_what_there_is_can_be_listed(option: str, named: str) -> None:
    run = called(option, "list")
    assert run.exit_code == 0
    assert named in run.stdout
