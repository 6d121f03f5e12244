"""The embedded MQTT broker: loopback only, for demonstrations and tests. A real one is any broker by URL.

Its access list is BND-08 as `protocol_spec.bindings` has it: a client is the terminal whose id it gives as client id
(BND-06), unless it knows the password that was drawn for the platform's own ingress when the broker was made. That a
client is who it says is not the broker's business but the tag's (SEC-01). MQTT 5 the embedded broker does not speak.
"""

import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from protocol_spec.bindings import may_publish, may_subscribe, terminal_of, up_topic, will_topic
from protocol_spec.codes import Side
from simulator.runtime.driver import Driver, Link
from simulator.runtime.links.mqtt import MqttIngress

PLATFORM = "platform"
"""User name of the platform's own ingress."""


class EmbeddedBroker:
    def __init__(self, port: int = 1883, host: str = "127.0.0.1") -> None:
        logging.getLogger("amqtt").setLevel(logging.ERROR)
        logging.getLogger("transitions").setLevel(logging.ERROR)
        self.password = secrets.token_urlsafe(16)
        self._broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"{host}:{port}"}},
                "plugins": {
                    f"{__name__}.WhoComesIn": {"password": self.password},
                    f"{__name__}.AccessList": {},
                },
            }
        )

    async def start(self) -> None:
        await self._broker.start()

    async def stop(self) -> None:
        await self._broker.shutdown()


class OwnIngress(MqttIngress):
    """The platform's end at its own broker."""

    def __init__(self, host: str, port: int, accept: Callable[[Link], Driver | None], password: str) -> None:
        super().__init__(host, port, accept)
        self._client.username_pw_set(PLATFORM, password)


def side_of(session: Session) -> Side:
    """`WhoComesIn` has let in nobody under this name who did not know the password."""
    return Side.PLATFORM if session.username == PLATFORM else Side.TERMINAL


class WhoComesIn(BaseAuthPlugin):  # type: ignore[misc]
    """A terminal needs no password, but its client id has to be one and its will its own (BND-06, BND-07)."""

    @dataclass
    class Config:
        password: str

    async def authenticate(self, *, session: Session) -> bool | None:
        if session.username == PLATFORM:
            return hmac.compare_digest(str(session.password).encode(), self.config.password.encode())
        terminal = str(session.client_id)
        return terminal_of(up_topic(terminal)) == terminal and session.will_topic in (None, will_topic(terminal))


class AccessList(BaseTopicPlugin):  # type: ignore[misc]
    """BND-08 "The broker's access list MUST let a terminal publish to its own up and will and subscribe to its own down …" """

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool | None:
        if session is None or topic is None:
            return False
        if action is Action.RECEIVE:
            return True
        allowed = may_publish if action is Action.PUBLISH else may_subscribe
        return allowed(side_of(session), str(session.client_id), topic)
