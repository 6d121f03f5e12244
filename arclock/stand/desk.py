"""Who sits at the stand: carries out commands, those of the terminal and those of the worker's phone, faults and cheats."""

from collections.abc import Callable

from arclock.console import pick
from arclock.stand.phone import Phone, PhoneFailed
from arclock.stand.stand import Stand
from arclock.stand.verbs import Command, CommandError, Verb, by_name, command
from protocol_spec.explain import Words
from protocol_spec.ident import qr_payload

HOT = 750
"""0.1 °C: what the key for heat makes it; well above the limit of any module."""


class Desk:
    """`say` speaks to the person, `explain` shows the last frame."""

    def __init__(self, stand: Stand, phone: Phone | None, say: Callable[[Words], None]) -> None:
        self.stand = stand
        self.phone = phone
        self.say = say
        self.explain: Callable[[], None] = lambda: None
        self.help: Callable[[], None] = lambda: None

    @property
    def qr(self) -> str:
        return qr_payload(self.stand.setup.who.qr)

    async def do(self, wanted: Command) -> None:
        """
        Raises:
            CommandError: it cannot be done, and why.
        """
        match wanted.verb.name:
            case "scan":
                await self._scan(wanted)
            case "explain":
                self.explain()
            case "help":
                self.help()
            case _:
                self.stand.do(wanted)

    def toggled(self, verb: Verb) -> Command:
        """What the verb's key means now: the other way round."""
        plant, cable = self.stand.core.plant, self.stand.cable
        now = {"trigger": plant.trigger, "cover": plant.cover_open, "gas": plant.gas, "mains": plant.mains}
        match verb.name:
            case "trigger" | "cover" | "gas" | "mains":
                return command(verb.name, {"value": not now[verb.name]})
            case "link":
                return command("link", {"value": cable.pulled})
            case "power":
                return command("power", {"value": not self.stand.core.powered})
            case "temperature":
                heated = plant.imposed_temperature is not None
                return command("cool", {}) if heated else command("temperature", {"value": HOT})
            case "work":
                return Command(by_name["rest" if self.stand.working else "work"], {})
        return Command(verb, {})

    async def _scan(self, wanted: Command) -> None:
        if self.phone is None:
            self.stand.tell("scan", qr=self.qr)
            self.say(
                Words(
                    f"the code says {self.qr}; with --platform URL and --worker TOKEN this is scanned for you",
                    f"二维码内容：{self.qr}；给出 --platform 网址与 --worker 令牌即可代为扫码",
                )
            )
            return
        plant = self.stand.core.plant
        worker, permit = str(wanted.values.get("worker", "")), int(wanted.values.get("permit", 0))
        try:
            decided = await self.phone.scan(self.qr, plant.latitude, plant.longitude, worker, permit)
        except PhoneFailed as error:
            raise CommandError(str(error)) from None
        self.stand.tell("scan", granted=bool(decided["granted"]), reason=str(decided["reason"]))
        self.say(Words(f"scan: {decided['reason_en']}", f"扫码：{decided['reason_zh']}"))


def refused(error: CommandError) -> Words:
    return Words(str(error), str(error))


def usage_of(verb: Verb) -> str:
    return f"{verb.usage}  {pick(verb.en, verb.zh)}"
