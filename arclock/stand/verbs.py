"""What a person can do to a terminal, declared once: keys, typed commands, steps of a script and the help follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from arclock.console import pick

Value: TypeAlias = int | str | bool


class Kind(Enum):
    """What may stand behind a verb; `SWITCH` is on or off in the verb's own words."""

    SWITCH = "switch"
    NUMBER = "number"
    WORD = "word"


@dataclass(frozen=True)
class Take:
    """One value of a verb. Typed in this order, in a script by this name."""

    name: str
    kind: Kind
    optional: bool = False
    words: tuple[str, ...] = ()
    """Of a switch: on, off, and what else there is."""


@dataclass(frozen=True)
class Verb:
    name: str
    en: str
    zh: str
    takes: tuple[Take, ...] = ()
    key: str = ""

    @property
    def usage(self) -> str:
        said = [self.name]
        for take in self.takes:
            text = "|".join(take.words) if take.words else take.name.upper()
            said.append(f"[{text}]" if take.optional else text)
        return " ".join(said)


@dataclass(frozen=True)
class Command:
    verb: Verb
    values: Mapping[str, Value]

    def __str__(self) -> str:
        told = (_told(take, self.values[take.name]) for take in self.verb.takes if take.name in self.values)
        return " ".join([self.verb.name, *told])


class CommandError(ValueError):
    """What is wrong with a command, and what is right."""


def _switch(on: str = "on", off: str = "off", *more: str) -> tuple[Take, ...]:
    return (Take("value", Kind.SWITCH, words=(on, off, *more)),)


_NAME_AND_SWITCH = (Take("name", Kind.WORD), Take("value", Kind.SWITCH, optional=True, words=("on", "off")))

VERBS = (
    Verb(
        "trigger", "the torch's trigger: an arc for as long as it is held", "焊枪扳机：按住期间持续燃弧", _switch(), "t"
    ),
    Verb(
        "work",
        "weld as people do, arcs and pauses, until told to rest",
        "按真人节奏焊接（燃弧与间歇），直到 rest",
        (Take("process", Kind.WORD, optional=True), Take("amperes", Kind.NUMBER, optional=True)),
        "w",
    ),
    Verb("rest", "end the work", "停止焊接"),
    Verb(
        "scan",
        "scan the machine's code; without --platform it is shown, to be scanned by a phone",
        "扫描设备二维码；未给 --platform 时仅显示二维码内容",
        (Take("worker", Kind.WORD, optional=True), Take("permit", Kind.NUMBER, optional=True)),
        "s",
    ),
    Verb("cover", "the cover of the module", "模块外盖", _switch("open", "closed"), "c"),
    Verb("gas", "combustible gas at the machine", "可燃气体", _switch(), "g"),
    Verb("temperature", "in tenths of a degree", "温度，单位 0.1 ℃", (Take("value", Kind.NUMBER),), "h"),
    Verb("cool", "let the temperature be the climate's again", "温度恢复为环境温度"),
    Verb("mains", "the supply of the machine", "电源", _switch(), "m"),
    Verb("link", "the cable or the radio", "通信链路", _switch("up", "down"), "l"),
    Verb(
        "power",
        "switch the module on or off in order, or cut its supply",
        "模块开机、正常关机或直接断电",
        _switch("on", "off", "cut"),
        "p",
    ),
    Verb("shunt", "a wire across the relay", "短接继电器", _switch()),
    Verb("fault", "begin or end a fault", "制造或排除故障", _NAME_AND_SWITCH, "f"),
    Verb(
        "cheat",
        "begin or end a cheat; only the truth log hears of it",
        "开始或停止作弊；仅真值日志有记录",
        _NAME_AND_SWITCH,
        "x",
    ),
    Verb("quality", "quality of the link", "链路质量", (Take("name", Kind.WORD),)),
    Verb("explain", "explain the last frame", "解释最近一帧", key="e"),
    Verb("help", "what can be typed", "可用命令", key="?"),
    Verb("quit", "end", "退出", key="q"),
)
by_name = {verb.name: verb for verb in VERBS}
by_key = {verb.key: verb for verb in VERBS if verb.key}

_ALWAYS = {"1": 0, "0": 1, "true": 0, "false": 1}


def parse(line: str) -> Command:
    """A typed line.

    Raises:
        CommandError: with the verb's usage, or all verbs where it is none.
    """
    name, *words = line.split()
    verb = _verb(name)
    if len(words) > len(verb.takes):
        raise CommandError(_usage(verb))
    return command(verb.name, {take.name: word for take, word in zip(verb.takes, words, strict=False)})


def command(name: str, values: Mapping[str, Any]) -> Command:
    """A verb with values by name, as a script has them.

    Raises:
        CommandError: unknown verb, unknown or missing value, or one of the wrong kind.
    """
    verb = _verb(name)
    takes = {take.name: take for take in verb.takes}
    if unknown := sorted(values.keys() - takes.keys()):
        raise CommandError(pick(f"{name} takes no {unknown[0]!r}: ", f"{name} 没有参数 {unknown[0]!r}：") + verb.usage)
    if any(not take.optional and take.name not in values for take in verb.takes):
        raise CommandError(_usage(verb))
    return Command(verb, {key: _read(verb, takes[key], value) for key, value in values.items()})


def usages() -> str:
    return " · ".join(verb.usage for verb in VERBS)


def _verb(name: str) -> Verb:
    if name not in by_name:
        raise CommandError(pick(f"there is no {name!r}; there are: ", f"没有命令 {name!r}，可用：") + usages())
    return by_name[name]


def _usage(verb: Verb) -> str:
    return pick(f"usage: {verb.usage}", f"用法：{verb.usage}")


def _read(verb: Verb, take: Take, value: Any) -> Value:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    match take.kind:
        case Kind.NUMBER if text.lstrip("-").isdigit():
            return int(text)
        case Kind.WORD if text:
            return text
        case Kind.SWITCH if text in take.words or text in _ALWAYS or text in ("on", "off"):
            place = take.words.index(text) if text in take.words else _ALWAYS.get(text, int(text == "off"))
            return place == 0 if place < 2 else take.words[place]
    raise CommandError(
        pick(f"{verb.name}: {value!r} is no {take.name}; ", f"{verb.name}：{value!r} 不可用；") + _usage(verb)
    )


def _told(take: Take, value: Value) -> str:
    if take.kind is Kind.SWITCH and isinstance(value, bool):
        return take.words[0 if value else 1]
    return str(value)
