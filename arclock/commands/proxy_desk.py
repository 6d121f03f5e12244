"""What a person, or a script on standard input, can do to a running proxy."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Callable

from arclock.console import pick, print_json, print_line, say
from simulator.runtime.impair import ImpairmentError, load_line_faults, load_quality
from simulator.runtime.links.serial_proxy import SerialProxy
from simulator.runtime.links.tcp_proxy import TcpProxy

HELP = {
    "quality NAME": ("another quality from now on", "改用另一种链路质量"),
    "line NAME": ("other ills of the serial line", "改用另一种串行线路故障"),
    "cut": ("nothing passes, nobody is told", "切断：什么都过不去，也没有人被告知"),
    "heal": ("undo cut and half-open", "恢复"),
    "half-open": (
        "TCP: these connections are dead and nobody is told; new ones work",
        "TCP：现有连接变为半开，新连接正常",
    ),
    "rebind": ("TCP: the address mapping is gone; the next uplink is reset", "TCP：地址映射失效，下一次上行收到复位"),
    "reset": ("TCP: both ends are told at once", "TCP：两端立即收到复位"),
    "glitch": ("serial: garbage, as when the first device is switched on", "串口：上电乱码"),
    "arc on|off": ("an arc burns: some qualities have more outages", "电弧燃烧：某些链路中断增多"),
    "stats": ("what was done to the bytes", "对字节做了什么"),
    "quit": ("end", "结束"),
}


def words_of_help(lang: str) -> str:
    return ("命令：" if lang == "zh" else "commands: ") + " · ".join([*HELP, "help"])


class Desk:
    """Carries out one line at a time."""

    def __init__(self, proxy: TcpProxy | SerialProxy, as_json: bool) -> None:
        self._proxy, self._as_json = proxy, as_json

    def do(self, line: str) -> None:
        """Obey, or say what is wrong with the line; the way stays as it was then."""
        word, _, value = line.partition(" ")
        value = value.strip()
        try:
            if word == "quality":
                self._proxy.air.set_quality(load_quality(value))
            elif word == "line":
                self._set_line(value)
            elif word == "arc" and value in ("on", "off"):
                self._proxy.air.burning(value == "on")
            elif line in ("stats", "help"):
                self.report() if line == "stats" else self._help()
            elif (act := self._plain().get(line)) is not None:
                act()
            else:
                say(f"{line!r}? {words_of_help('en')}", f"{line!r}？{words_of_help('zh')}")
                return
        except (ImpairmentError, ValueError) as error:
            say(str(error), str(error), "red")

    def report(self, done: bool = False) -> None:
        """What was really done to the bytes, each way; noughts are left out for people."""
        ways = dict(zip(("up", "down"), self._proxy.air.counters, strict=True))
        if self._as_json:
            print_json({"what": "done" if done else "stats"} | {way: count.as_dict() for way, count in ways.items()})
            return
        for way, count in ways.items():
            done_to = " ".join(f"{name}={value}" for name, value in count.as_dict().items() if value)
            print_line(f"{way:<4} {done_to or pick('nothing', '无')}")

    def _set_line(self, name: str) -> None:
        if not isinstance(self._proxy, SerialProxy):
            raise ValueError(pick("line: TCP has no line faults, use quality", "line：TCP 没有线路故障，请用 quality"))
        self._proxy.set_faults(load_line_faults(name))

    def _plain(self) -> dict[str, Callable[[], None]]:
        proxy = self._proxy
        common = {"cut": proxy.cut, "heal": proxy.heal}
        if isinstance(proxy, TcpProxy):
            return common | {"half-open": proxy.half_open, "rebind": proxy.rebind, "reset": proxy.reset}
        return common | {"glitch": proxy.powered_up}

    def _help(self) -> None:
        for usage, (en, zh) in HELP.items():
            print_line(f"{usage:<14} {pick(en, zh)}")


async def obey(desk: Desk) -> None:
    """Lines on standard input are commands; the end of input leaves the proxy running. Returns at `quit`."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line.strip())
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) != "quit":
        if line is None:
            await asyncio.Event().wait()
        elif line:
            desk.do(line)
