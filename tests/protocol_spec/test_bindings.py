"""Topics, ports and rates, and who may do what at a broker (BND)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol_spec import bindings
from protocol_spec.bindings import (
    BAUD_RATES,
    down_topic,
    may_publish,
    may_subscribe,
    mqtt_password,
    terminal_of,
    up_topic,
    will_topic,
)
from protocol_spec.codes import Side
from tests.protocol_spec.strategies import calm, terminals

MINE, OTHER = "9999010000000042", "9999010000000043"
TOPICS = {"up": up_topic, "down": down_topic, "will": will_topic}


@pytest.mark.clause("BND-01", "BND-02", "BND-04", "BND-07")
def test_the_numbers_are_those_of_the_specification() -> None:
    assert (bindings.TCP_PORT, bindings.BAUD_DEFAULT, bindings.MQTT_QOS, bindings.WILL) == (7808, 115_200, 1, b"gone")
    assert (bindings.MQTT_PORT, bindings.MQTT_TLS_PORT) == (1883, 8883)
    assert (BAUD_RATES[0], BAUD_RATES[-1]) == (9_600, 921_600)
    assert bindings.BAUD_DEFAULT in BAUD_RATES
    assert sorted(set(BAUD_RATES)) == list(BAUD_RATES)


@pytest.mark.clause("BND-02", "BND-07")
def test_the_topics_are_those_of_the_specification() -> None:
    assert up_topic(MINE) == "wtp/1/9999010000000042/up"
    assert down_topic(MINE) == "wtp/1/9999010000000042/down"
    assert will_topic(MINE) == "wtp/1/9999010000000042/will"


@pytest.mark.clause("BND-15")
def test_the_password_for_a_broker_is_the_one_that_openssl_makes() -> None:
    # printf 'WTP/1 mqtt\x99\x99\x01\0\0\0\0\x42' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…0e0f
    assert mqtt_password(bytes(range(16)), MINE) == "c409b6f96003686455b84c8d8e64b239"


def test_another_key_or_another_terminal_has_another_password() -> None:
    mine = mqtt_password(bytes(range(16)), MINE)
    assert len({mine, mqtt_password(bytes(16), MINE), mqtt_password(bytes(range(16)), OTHER)}) == 3


@calm
@given(terminals, st.sampled_from(list(TOPICS.values())))
def test_a_topic_says_whose_it_is(terminal: str, topic: object) -> None:
    assert terminal_of(topic(terminal)) == terminal  # type: ignore[operator]


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "wtp",
        "wtp/1/9999010000000042",
        "wtp/2/9999010000000042/up",
        "wtp/1/9999010000000042/sideways",
        "wtp/1/9999010000000042/up/",
        "/wtp/1/9999010000000042/up",
        "wtp/1/999901000000004/up",
        "wtp/1/99990100000000421/up",
        "wtp/1/999901000000004a/up",
        "wtp/1/+/up",
        "wtp/1/#",
        "wtp/1/" + "٣" * 16 + "/up",
    ],
    ids=ascii,
)
def test_a_topic_that_is_none_of_ours_is_nobodys(topic: str) -> None:
    assert terminal_of(topic) is None
    for side in Side:
        assert not may_publish(side, MINE, topic)
    assert not may_subscribe(Side.TERMINAL, MINE, topic)


@pytest.mark.clause("BND-08")
@pytest.mark.parametrize(("side", "whose", "name"), list(itertools.product(Side, (MINE, OTHER), TOPICS)))
def test_a_terminal_keeps_to_its_own_topics_and_a_platform_to_its_side(side: Side, whose: str, name: str) -> None:
    topic = TOPICS[name](whose)
    if side is Side.TERMINAL:
        assert may_publish(side, MINE, topic) is (whose == MINE and name in ("up", "will"))
        assert may_subscribe(side, MINE, topic) is (whose == MINE and name == "down")
    else:
        assert may_publish(side, MINE, topic) is (name == "down")
        assert may_subscribe(side, MINE, topic)


@pytest.mark.clause("BND-08")
@pytest.mark.parametrize("wild", ["wtp/1/+/up", "wtp/1/+/will", "wtp/1/+/down", "wtp/#", "#", "+/+/+/+", "$SYS/#"])
def test_a_terminal_hears_nothing_through_a_wildcard_and_a_platform_what_comes_up(wild: str) -> None:
    assert not may_subscribe(Side.TERMINAL, MINE, wild)
    assert may_subscribe(Side.PLATFORM, MINE, wild) is (wild in ("wtp/1/+/up", "wtp/1/+/will"))
    for side in Side:
        assert not may_publish(side, MINE, wild)
