"""Why a terminal is not seen, in a sentence that says what to do; once for each cause."""

import pytest

from arclock.links import HostString, SerialString
from arclock.stand.advice import Adviser
from arclock.stand.happening import Happening

TCP, MQTT, LINE = HostString("tcp", "h", 7808), HostString("mqtt", "h", 1883), SerialString("/dev/ttyUSB0")
LOGIN = {"what": "frame", "sent": True, "message": "LOGIN", "again": False}


def state(at: int = 0, **changes: object) -> Happening:
    return {"what": "state", "at": at, **changes}


def said(
    where: HostString | SerialString, *happenings: Happening, why: str = "h:7808: connection refused"
) -> list[str]:
    heard: list[str] = []
    adviser = Adviser(where, lambda: why, lambda words: heard.append(f"{words.en} / {words.zh}"))
    for happening in happenings:
        adviser(happening)
    return heard


FAILED = (state(link="dialling"), state(link="down"))


@pytest.mark.parametrize(
    ("where", "happenings", "wanted"),
    [
        (TCP, FAILED, "arclock platform --demo --tcp :7808"),
        (MQTT, FAILED, "--mqtt embedded:1883"),
        (LINE, FAILED, "adapter"),
        (TCP, [{"what": "refused", "result": "BAD_TAG"}], "--key"),
        (TCP, [{"what": "refused", "result": "UNKNOWN_TERMINAL"}], "--keys FILE"),
        (TCP, [{"what": "refused", "result": "LOGIN_REPLAYED"}], "--state"),
        (TCP, [{"what": "refused", "result": "UNBOUND_ENTERPRISE"}], "bind"),
        (TCP, [{"what": "refused", "result": "INTERNAL"}], "INTERNAL"),
        (TCP, [state(session="barred")], "30 minutes"),
        (TCP, [state(session="asked"), LOGIN, {**LOGIN, "again": True}, {**LOGIN, "again": True}], "nobody answers"),
        (LINE, [state(session="asked"), LOGIN, LOGIN, LOGIN], "nobody answers"),
        (TCP, [{"what": "discarded", "count": 200}], "another service"),
    ],
)
def test_a_cause_has_its_sentence_and_is_said_once(
    where: HostString | SerialString, happenings: list[Happening], wanted: str
) -> None:
    (sentence,) = said(where, *happenings, *happenings)
    assert wanted in sentence


def test_a_login_that_is_thrown_out_again_and_again_is_somebody_else_s_too() -> None:
    evicted = (
        state(link="up"),
        {"what": "login", "at": 1_000_000},
        state(1_200_000, link="down"),
    )
    assert said(TCP, *evicted) == []
    (sentence,) = said(TCP, *evicted, *evicted)
    assert "somewhere else" in sentence


def test_after_a_login_a_cause_may_be_said_anew() -> None:
    assert len(said(TCP, *FAILED, {"what": "login", "at": 0}, *FAILED)) == 2


def test_a_quiet_life_needs_no_advice() -> None:
    assert said(TCP, state(link="dialling"), state(link="up", session="asked"), LOGIN, {"what": "login", "at": 0}) == []
