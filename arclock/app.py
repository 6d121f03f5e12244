"""The table of subcommands. A command is imported when it is called: `certify` must start on a lab PC that has no database."""

from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from arclock.console import choose_language, fail_usage, pick, print_line


@dataclass(frozen=True)
class Entry:
    """`extra`: what has to be installed beside the base; empty for the base itself."""

    module: str
    attribute: str
    en: str
    zh: str
    extra: str = ""


COMMANDS = {
    "quickstart": Entry(
        "quickstart",
        "quickstart",
        "the whole story in two minutes, and one page",
        "两分钟演完全程，写出一个页面",
        "platform",
    ),
    "certify": Entry("certify", "certify", "the terminal-side campaign against a device", "对终端进行符合性测试"),
    "terminal": Entry("terminal", "terminal", "a virtual terminal to talk to", "运行一台虚拟终端"),
    "platform": Entry("platform", "platform", "the reference platform", "运行参考平台", "platform"),
    "scenario": Entry(
        "scenario", "scenario", "the story library: list, check, run", "剧本库：列出、检查、演出", "platform"
    ),
    "import": Entry(
        "import_list", "import_list", "check and enter an enterprise list", "检查并导入企业清单", "platform"
    ),
    "explain": Entry(
        "explain", "explain", "what the bytes of a frame mean, and what is wrong", "解释一帧的每个字节，并指出错误"
    ),
    "spec": Entry("spec", "spec", "the specification: render, export", "协议文本：生成、导出"),
    "report": Entry("report", "report", "the page of a run folder", "由运行目录生成页面"),
    "proxy": Entry("proxy", "proxy", "a bad way between two ends", "在两端之间模拟恶劣链路"),
    "line": Entry("line", "line", "a serial line where there is no hardware", "无硬件时生成一条串行线路"),
}


class Subcommands(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(_module(cmd_name, entry), entry.attribute)
        if not isinstance(command, typer.Typer):
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(cmd_name)(command)
            command = single
        made = get_command(command)
        made.name = cmd_name
        return made

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section(pick("Commands", "命令")):
            formatter.write_dl([(name, pick(entry.en, entry.zh)) for name, entry in COMMANDS.items()])


def _module(name: str, entry: Entry) -> Any:
    try:
        return import_module(f"arclock.commands.{entry.module}")
    except ModuleNotFoundError as error:
        if not entry.extra:
            raise
        fail_usage(f"{name} needs {error.name}, which is not installed: pip install 'arclock[{entry.extra}]'")


def _version(wanted: bool) -> None:
    if wanted:
        print_line(f"arclock {metadata.version('arclock')}")
        raise typer.Exit


app = typer.Typer(
    cls=Subcommands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Simulator and conformance harness for the IoT control terminals of welding machines.",
)


@app.callback()
def common(
    lang: Annotated[str | None, typer.Option(help="zh or en; default from the locale")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    choose_language(lang)
