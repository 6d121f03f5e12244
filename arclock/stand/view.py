"""The live view: a screen of the terminal, its keys, a menu of faults or cheats, one frame explained.

Drawn four times a second and at once after a key. What does not fit a small screen is left out from the bottom of the
frames up: how the terminal stands is always there.
"""

import asyncio

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from arclock.console import language, pick
from arclock.stand.desk import Desk
from arclock.stand.explanation import explanation
from arclock.stand.frame_log import FrameSeen
from arclock.stand.happening import SILENT, Happening
from arclock.stand.keyboard import DOWN, ESCAPE, UP, keyboard
from arclock.stand.menu import MENUS, Menu
from arclock.stand.panels import BAD, CAUTION, QUIET, frames_panel, grid, lock_panel, readings_panel, session_panel
from arclock.stand.stand import Stand
from arclock.stand.verbs import Command, CommandError, by_key
from protocol_spec.explain import Words

EVERY = 0.25
SAID = 4
"""The most lines that what is said to the person gets."""

_KEYS = (
    ("t", "trigger", "扳机"),
    ("w", "work", "焊接"),
    ("s", "scan", "扫码"),
    ("c", "cover", "外盖"),
    ("g", "gas", "燃气"),
    ("h", "heat", "加热"),
    ("m", "mains", "电源"),
    ("l", "link", "链路"),
    ("p", "power", "开关机"),
    ("f", "fault", "故障"),
    ("x", "cheat", "作弊"),
    ("e", "explain", "解释"),
    ("q", "quit", "退出"),
)
_UNTOLD = (*SILENT, "frame", "state", "record")


class View:
    """Listens to the stand."""

    def __init__(self, stand: Stand, desk: Desk, console: Console | None = None) -> None:
        self._bench = stand
        self._desk = desk
        self._console = console or Console(highlight=False, markup=False, emoji=False)
        self._said = Text()
        self._happened = ""
        self._menu: Menu | None = None
        self._explaining: FrameSeen | None = None
        self._redraw = asyncio.Event()
        self._doing: set[asyncio.Task[None]] = set()
        desk.explain = self.explain

    def __call__(self, happening: Happening) -> None:
        if happening["what"] not in _UNTOLD:
            facts = (f"{name}={value}" for name, value in happening.items() if name not in ("at", "what"))
            self._happened = " ".join([str(happening["what"]), *facts])
        self._redraw.set()

    def say(self, words: Words) -> None:
        self._said = Text(words.text(language()), CAUTION)
        self._redraw.set()

    async def run(self) -> None:
        """Until cancelled."""
        live = Live(self.draw(), console=self._console, screen=True, auto_refresh=False, vertical_overflow="crop")
        with live, keyboard(self.press):
            while True:
                live.update(self.draw(), refresh=True)
                self._redraw.clear()
                try:
                    async with asyncio.timeout(EVERY):
                        await self._redraw.wait()
                    await asyncio.sleep(EVERY / 5)
                except TimeoutError:
                    pass

    # ---- keys ----------------------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        if self._explaining is not None and key in (UP, DOWN, "k", "j"):
            self._step(-1 if key in (UP, "k") else 1)
        elif self._menu is not None:
            chosen, self._menu = self._menu.chosen(key), None
            if chosen is not None:
                self._start(chosen)
        elif key == ESCAPE:
            self._explaining = None
        elif key in MENUS:
            self._menu, self._explaining = Menu(MENUS[key], self._bench.trouble.on[MENUS[key]]), None
        elif key in by_key:
            self._start(self._desk.toggled(by_key[key]))
        self._redraw.set()

    def explain(self) -> None:
        """The last frame; once more: back."""
        frames = self._bench.frames.frames
        self._menu = None
        self._explaining = None if self._explaining or not frames else frames[-1]

    def _step(self, by: int) -> None:
        frames = list(self._bench.frames.frames)
        place = frames.index(self._explaining) if self._explaining in frames else len(frames) - 1
        self._explaining = frames[min(max(place + by, 0), len(frames) - 1)]

    def _start(self, command: Command) -> None:
        task = asyncio.get_running_loop().create_task(self._do(command))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _do(self, command: Command) -> None:
        try:
            await self._desk.do(command)
        except CommandError as error:
            self._said = Text(str(error), BAD)
        self._redraw.set()

    # ---- drawing -------------------------------------------------------------------------------------------------

    def draw(self) -> RenderableType:
        width, height = self._console.size
        keys = self._keys()
        room = height - 2 - len(keys.wrap(self._console, width))
        if self._menu is not None:
            return Group(self._title(), _rule(width), _exactly(self._menu.lines(room, width), room), keys)
        if self._explaining is not None:
            lines = explanation(self._explaining, language(), room)
            return Group(self._title(), _rule(width), _exactly(lines, room), keys)
        seen = self._bench.look()
        above: list[RenderableType] = [
            _beside(lock_panel(seen), session_panel(seen)),
            readings_panel(seen),
            _rule(width),
        ]
        said = self._said.wrap(self._console, width)[:SAID]
        below: list[RenderableType] = [_rule(width), *said, self._last_event(), keys]
        frames = self._frames(max(room - 8 - len(said) - 1, 1))
        return Group(self._title(), *above, frames, *below)

    def _title(self) -> Text:
        setup = self._bench.setup
        title = Text(f"arclock terminal {setup.who.terminal}", "bold")
        where = setup.where
        line = where.url if hasattr(where, "url") else f"{where.kind}:{where.host}:{where.port}"
        boot = self._bench.core.flash.boot_counter
        title.append(f"  {setup.kind.name}  {line}  " + pick(f"boot {boot}", f"第 {boot} 次上电"), QUIET)
        title.no_wrap, title.overflow = True, "ellipsis"
        return title

    def _frames(self, lines: int) -> RenderableType:
        frames = [seen for seen in self._bench.frames.frames if not seen.folded][-lines:]
        blank = lines - len(frames)
        return Group(frames_panel(frames), Text("\n" * (blank - 1))) if blank else frames_panel(frames)

    def _last_event(self) -> Text:
        return Text(self._happened, QUIET, no_wrap=True, overflow="ellipsis")

    def _keys(self) -> Text:
        line = Text()
        for key, en, zh in _KEYS:
            line.append("  " if line else "").append(key, "bold reverse").append(f" {pick(en, zh)}")
        return line


def _beside(*parts: Table) -> Table:
    table = grid(*(1 for _ in parts))
    table.add_row(*parts)
    return table


def _rule(width: int) -> Text:
    return Text("─" * width, QUIET)


def _exactly(lines: list[Text], count: int) -> Text:
    shown = lines[:count] + [Text("")] * (count - len(lines))
    joined = Text("\n").join(shown)
    joined.no_wrap, joined.overflow = True, "ellipsis"
    return joined
