"""`arclock scenario list|check|run`"""

from pathlib import Path
from typing import Annotated

import typer

from arclock.console import Exit, fail_usage, pick, print_json, print_line
from scenarios import Finding, Story, StoryError, load_story, play_virtually, story_names
from simulator.runtime.run_folder import RunFolder, run_name

scenario = typer.Typer(no_args_is_help=True, help="The story library: list, check, run.")


@scenario.command("list")
def list_stories() -> None:
    """Names and titles of the library's stories."""
    for name in story_names():
        story = load_story(name)
        print_line(f"{name}  {pick(story.en, story.zh)}")


@scenario.command()
def check(name: Annotated[str, typer.Argument(help="name in the library, or a file")]) -> None:
    """Read a story and say what is wrong with it."""
    story = _load(name)
    print_line(f"{story.name}: {len(story.steps)} steps, {len(story.expected)} expectations")


@scenario.command()
def run(
    name: Annotated[str, typer.Argument(help="name in the library, or a file")],
    out: Annotated[Path | None, typer.Option(help="run folder; default runs/scenario-NAME")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object on standard output")] = False,
) -> None:
    """Play a story in virtual time and hold it against its expected outcome.

    Example: arclock scenario run first_weld
    """
    story = _load(name)
    folder = RunFolder(out or Path("runs") / run_name("scenario", story.name), manifest_of(story))
    stage, findings = play_virtually(story, folder)
    outcome = close_story(folder, findings, stage.outcome())
    if as_json:
        print_json(outcome)
    else:
        for finding in findings:
            print_line(str(finding))
        print_line(f"{story.name}: {outcome['story']}\n{folder.path}")
    raise typer.Exit(Exit.FAILS if findings else Exit.HOLDS)


def manifest_of(story: Story) -> dict[str, object]:
    return {
        "kind": "scenario",
        "name": story.name,
        "title_zh": story.zh,
        "title_en": story.en,
        "command": f"arclock scenario run {story.name}",
        "seed": story.terminal["seed"],
    }


def close_story(folder: RunFolder, findings: list[Finding], outcome: dict[str, object]) -> dict[str, object]:
    told = "not as expected" if findings else "as expected"
    folder.close_manifest({"story": told, "findings": [str(finding) for finding in findings], "outcome": outcome})
    return {
        "story": told,
        "findings": [str(finding) for finding in findings],
        "outcome": outcome,
        "run": str(folder.path),
    }


def _load(name: str) -> Story:
    try:
        return load_story(name)
    except StoryError as error:
        fail_usage(str(error))
