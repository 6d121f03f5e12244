"""A planned day on one page, for people: who does what, and what is not as it should be, marked with `!`."""

from collections.abc import Iterator, Sequence

from simulator.people.calendar import DAY_SECONDS, civil, day_kind, local_day, local_second
from simulator.people.intent import Deed, Intent
from simulator.people.label import Cheat
from simulator.people.roster import Site

PAGE = 56
"""Lines."""


def describe(plan: Sequence[Intent], lang: str = "zh", site: Site | None = None) -> str:
    """The day in Chinese (`zh`) or English (`en`), a paragraph a machine, cheats first; what does not go on a page is counted.

    People are named by their ids. `site` adds what kind of machine it is and who the enterprise is.
    """
    if not plan:
        return "当日无人作业。" if lang == "zh" else "Nobody works on this day."
    of_machine: dict[int, list[Intent]] = {}
    for intent in plan:
        of_machine.setdefault(intent.machine, []).append(intent)
    lines, left = [_heading(plan, len(of_machine), lang, site)], len(of_machine)
    for number in sorted(of_machine, key=lambda number: (not _cheated(of_machine[number]), number)):
        paragraph = [_title(number, lang, site), *_lines(of_machine[number], lang)]
        if len(lines) + len(paragraph) > PAGE - 1 and len(lines) > 1:
            break
        lines += paragraph
        left -= 1
    if left:
        lines.append(f"……另有 {left} 台焊机。" if lang == "zh" else f"... and {left} more machines.")
    return "\n".join(lines)


def _cheated(intents: Sequence[Intent]) -> bool:
    return any(isinstance(intent.label, Cheat) for intent in intents)


def _heading(plan: Sequence[Intent], used: int, lang: str, site: Site | None) -> str:
    day = local_day(plan[0].at)
    date, kind = "{:04d}-{:02d}-{:02d}".format(*civil(day)), day_kind(day).text(lang)
    where = f"{site.enterprise.name} ({site.number}) " if site else ""
    marked = sum(intent.label is not None for intent in plan)
    if lang == "zh":
        return f"{where}{date} {kind}：{used} 台焊机在用，{len(plan)} 个动作，其中 {marked} 个有标记"
    return f"{where}{date}, {kind}: {used} machines in use, {len(plan)} deeds, {marked} of them marked"


def _title(number: int, lang: str, site: Site | None) -> str:
    kind = f" · {site.machines[number - 1].kind.text(lang)}" if site else ""
    return f"焊机 {number}{kind}" if lang == "zh" else f"machine {number}{kind}"


def _lines(intents: Sequence[Intent], lang: str) -> Iterator[str]:
    """Works that follow each other, by the same person and with the same label, are one line."""
    run: list[Intent] = []
    for intent in intents:
        if intent.do is Deed.REST:
            continue
        if run and (intent.do is not Deed.WORK or (intent.who, intent.label) != (run[0].who, run[0].label)):
            yield _works(run, lang)
            run = []
        if intent.do is Deed.WORK:
            run.append(intent)
        elif intent.do is not Deed.LEAVE or intent.label:
            yield _line(_time(intent), intent, intent.do.text(lang), lang)
    if run:
        yield _works(run, lang)


def _works(run: Sequence[Intent], lang: str) -> str:
    minutes = sum(int(one.values["seconds"]) for one in run) // 60
    amperes = [int(one.values["amperes"]) for one in run]
    span = f"{run[0].values['process']} {min(amperes)}-{max(amperes)} A"
    if lang == "zh":
        what = f"施焊 {len(run)} 段，共 {minutes} 分钟，{span}"
    else:
        what = f"works, {len(run)} stretches, {minutes} min in all, {span}"
    return _line(_time(run[0]), run[0], what, lang)


def _line(time: str, intent: Intent, what: str, lang: str) -> str:
    mark, label = ("!", f"  [{intent.label.text(lang)}]") if intent.label else (" ", "")
    return f" {mark} {time}  {intent.who}  {what}{label}"


def _time(intent: Intent) -> str:
    minutes = local_second(intent.at) % DAY_SECONDS // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
