"""Why a terminal is not seen by its platform, and what to do about it: said once for each cause, until it has logged in."""

from collections.abc import Callable

from arclock.links import HostString, SerialString
from arclock.stand.happening import Happening
from protocol_spec.explain import Words

Say = Callable[[Words], None]

_REFUSALS: dict[str, Words] = {
    "UNKNOWN_TERMINAL": Words(
        "the platform does not know this terminal: enter its number and key there "
        "(arclock platform --keys FILE, or --demo), or take one it knows with --id",
        "平台不认识该终端：请在平台录入终端编号与密钥（arclock platform --keys 文件，或 --demo），或用 --id 换一台已录入的终端",
    ),
    "BAD_TAG": Words(
        "the tag is wrong for the platform: the key here is not the one it holds; look at --key and --suite",
        "平台校验标签失败：此处密钥与平台所存不一致，请检查 --key 与 --suite",
    ),
    "UNBOUND_ENTERPRISE": Words(
        "the platform knows the terminal, but not whose it is: bind it to an enterprise there",
        "平台认识该终端，但尚未绑定企业：请先在平台绑定",
    ),
    "LOGIN_REPLAYED": Words(
        "the platform has seen a higher boot counter of this terminal: this state is older than what it was used with; "
        "take the newer state with --state, or another terminal with --id",
        "平台见过该终端更大的上电次数：本机状态文件较旧，请用 --state 指定较新的状态文件，或用 --id 换一台终端",
    ),
    "SUITE_NOT_SUPPORTED": Words(
        "the platform does not take this suite: try --suite 1 or --suite 2",
        "平台不接受该套件：请试 --suite 1 或 --suite 2",
    ),
}

_BARRED = Words(
    "refused three times: it waits 30 minutes before the next login (SES-10); power off and on begins anew",
    "已被拒绝三次：30 分钟后再登录（SES-10）；关机再开机可立即重来",
)
_NOBODY_ANSWERS = Words(
    "the line is up and nobody answers LOGIN: is that the port of a WTP platform, and is its other end open?",
    "链路已通，但登录无人应答：对端端口是否为 WTP 平台？线路另一端是否已打开？",
)
_NO_FRAMES = Words(
    "what comes over the line is no WTP frame: is that another service's port, or another baud rate?",
    "收到的数据不是 WTP 帧：端口是否为其他服务？波特率是否一致？",
)
_EVICTED = Words(
    "the platform hung up right after the login: is the same terminal running somewhere else?",
    "登录后平台随即断开：同一终端是否在别处运行？",
)

NOISE = 64
"""Bytes of it before anybody is bothered: a few at switching on are normal."""
SOON = 3_000_000
"""A link that ends so soon after a login was ended by somebody else's."""
TWICE = 2


class Adviser:
    """Listens, and says. `why_down` is what the link says of its last failure."""

    def __init__(self, where: SerialString | HostString, why_down: Callable[[], str], say: Say) -> None:
        self._where = where
        self._why_down = why_down
        self._say = say
        self._said: set[str] = set()
        self._link, self._session = "", ""
        self._noise = 0
        self._logins = 0
        self._logged_in_at: int | None = None
        self._evictions = 0

    def __call__(self, happening: Happening) -> None:
        match happening["what"]:
            case "login":
                self._said.clear()
                self._logged_in_at = happening["at"]
            case "refused":
                self._on_refused(str(happening["result"]))
            case "discarded" if self._logged_in_at is None:
                self._noise += happening["count"]
                if self._noise > NOISE:
                    self._once("noise", _NO_FRAMES)
            case "frame" if happening["sent"] and happening["message"] in ("LOGIN", "REGISTER"):
                self._on_asking(happening["again"])
            case "state":
                self._on_state(happening)

    def _on_refused(self, result: str) -> None:
        words = _REFUSALS.get(result)
        self._once(result, words or Words(f"the platform refuses: {result}", f"平台拒绝：{result}"))

    def _on_asking(self, again: bool) -> None:
        self._logins = self._logins + 1 if again or isinstance(self._where, SerialString) else 1
        if self._logins > TWICE and self._session != "live":
            self._once("unanswered", _NOBODY_ANSWERS)

    def _on_state(self, happening: Happening) -> None:
        before, self._link = self._link, happening.get("link", self._link)
        self._session = happening.get("session", self._session)
        if self._session == "live":
            self._logins = 0
        if happening.get("session") == "barred":
            self._once("barred", _BARRED)
        if self._link == "down" and before == "dialling" and (why := self._why_down()):
            self._once(why, _unreachable(self._where, why))
        if self._link == "down" and before == "up":
            self._on_lost(happening["at"])

    def _on_lost(self, at: int) -> None:
        soon = self._logged_in_at is not None and at - self._logged_in_at < SOON
        self._logged_in_at = None
        self._evictions = self._evictions + 1 if soon else 0
        if self._evictions >= TWICE:
            self._once("evicted", _EVICTED)

    def _once(self, cause: str, words: Words) -> None:
        if cause not in self._said:
            self._said.add(cause)
            self._say(words)


def _unreachable(where: SerialString | HostString, why: str) -> Words:
    if isinstance(where, SerialString):
        return Words(
            f"{why}. Is the adapter plugged in, and does nobody else hold the device?",
            f"{why}。适配器是否插好？设备是否被其他程序占用？",
        )
    if where.kind == "mqtt":
        return Words(
            f"{why}. Is a broker running there? arclock platform --demo --mqtt embedded:{where.port} starts one",
            f"{why}。该处是否有 MQTT 服务器？arclock platform --demo --mqtt embedded:{where.port} 可启动一个",
        )
    return Words(
        f"{why}. Is the platform running, and on this port? arclock platform --demo --tcp :{where.port} starts one",
        f"{why}。平台是否已启动、端口是否正确？arclock platform --demo --tcp :{where.port} 可启动一个",
    )
