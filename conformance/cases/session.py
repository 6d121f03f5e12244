"""SES and ACK: login, heartbeat, retransmission."""

from conformance.case import case
from conformance.preamble import logged_in
from conformance.steps import Accept, Check, Deny, Expect, Listen, Pause, Received, Steps
from conformance.verdict import Verdict
from protocol_spec.instant import MS, S
from protocol_spec.messages import Heartbeat, Login, Register


@case(
    "SES/LOGIN/BV-01",
    clause_id="SES-02",
    en="Without a session the terminal sends LOGIN (or REGISTER) and nothing else, tagged under its own key.",
    zh="无会话时终端只发送 LOGIN（或 REGISTER），并以终端密钥加标签。",
)
def login_comes_first() -> Steps:
    yield from logged_in()
    yield Deny()
    heard: list[Received] = yield Listen(1500 * MS)
    logins = [received for received in heard if isinstance(received.message, Login | Register)]
    yield Check(bool(logins), "a LOGIN comes", otherwise=Verdict.INCONC)
    since = heard.index(logins[0])
    yield Check(
        all(isinstance(r.message, Login | Register) for r in heard[since:]), "nothing but LOGIN comes from then on"
    )
    yield Check(all(received.genuine for received in logins), "its tag holds under the terminal's key")


@case(
    "SES/LOGIN/BV-02",
    clause_id="SES-04",
    en="From login to login the boot counter does not go back and the nonce rises.",
    zh="历次登录的上电次数不减，随机数递增。",
)
def nonces_rise() -> Steps:
    first: Received = yield from logged_in()
    second: Received = yield from logged_in()
    assert isinstance(first.message, Login)
    assert isinstance(second.message, Login)
    one = (first.message.boot_counter, first.message.nonce)
    two = (second.message.boot_counter, second.message.nonce)
    yield Check(one < two, f"boot counter and nonce rise: {one} then {two}")


@case(
    "SES/HB/BV-01",
    clause_id="SES-06",
    en="A logged-in terminal that has nothing else to say beats at the period the platform set.",
    zh="无其他报文时，终端按平台设定的周期发送心跳。",
)
def beats_at_the_set_period() -> Steps:
    yield from logged_in(heartbeat=1)
    first: Received = yield Expect(Heartbeat, 3 * S)
    second: Received = yield Expect(Heartbeat, 3 * S)
    apart = (second.at - first.at) / S
    yield Check(0.9 <= apart <= 1.1, f"1 s apart within 10 % (it was {apart:.3f} s)")


@case(
    "SES/DENIED/BV-01",
    clause_id="SES-11",
    en="Told NOT_LOGGED_IN, the terminal logs in again within its ack timeout.",
    zh="收到 NOT_LOGGED_IN 后，终端在一个应答超时之内重新登录。",
)
def logs_in_again() -> Steps:
    was_open: bool = yield Deny()
    if not was_open:
        yield from logged_in()
        yield Pause(1500 * MS)
        yield Deny()
    login: Received = yield Expect(Login, 3 * S)
    yield Accept(login)
    yield Expect(Heartbeat, 3 * S)


@case(
    "ACK/RETRY/TI-01",
    clause_id="ACK-03",
    en="An unanswered frame comes again, byte for byte, after 1 s and then after 2 s.",
    zh="未获应答的帧在 1 秒后、再过 2 秒后原样重发。",
)
def retries_grow() -> Steps:
    yield from logged_in(heartbeat=1, ack_timeout=1)
    first: Received = yield Expect(Heartbeat, 8 * S, answer=False)
    heard: list[Received] = yield Listen(4 * S, answer=False)
    again = [received for received in heard if received.frame == first.frame]
    yield Check(len(again) == 2, f"the same frame comes twice more within 4 s (it came {len(again)} times)")
    waits = [(again[0].at - first.at) / S, (again[1].at - again[0].at) / S]
    yield Check(
        0.85 <= waits[0] <= 1.15 and 1.8 <= waits[1] <= 2.2,
        f"after 1 s and 2 s (it was {waits[0]:.2f} s, {waits[1]:.2f} s)",
    )
