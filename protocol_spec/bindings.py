"""What carries the frames: TCP, MQTT, a serial line (BND). Names and numbers only; links live elsewhere."""

import hmac

from protocol_spec.codes import Side
from protocol_spec.ident import pack_terminal

TCP_PORT = 7808
MQTT_PORT = 1883
MQTT_TLS_PORT = 8883
MQTT_QOS = 1
BAUD_DEFAULT = 115_200
BAUD_RATES = (9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600)
WILL = b"gone"
"""Payload of the last will (BND-07)."""
MQTT_LABEL = b"WTP/1 mqtt"
"""Begins what a password for the broker is made from (BND-15)."""
MQTT_PASSWORD_SIZE = 16
"""Bytes of the HMAC in a password; twice as many digits (BND-15)."""


def host_port(address: str) -> tuple[str, int]:
    """The two halves of a platform address (PAR-15); an IPv6 address comes out of its brackets."""
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), int(port)


def up_topic(terminal: str) -> str:
    return f"wtp/1/{terminal}/up"


def down_topic(terminal: str) -> str:
    return f"wtp/1/{terminal}/down"


def will_topic(terminal: str) -> str:
    return f"wtp/1/{terminal}/will"


def terminal_of(topic: str) -> str | None:
    """Whose topic this is; None where it is none of ours."""
    parts = topic.split("/")
    if len(parts) != 4 or parts[:2] != ["wtp", "1"] or parts[3] not in ("up", "down", "will"):
        return None
    terminal = parts[2]
    return terminal if len(terminal) == 16 and terminal.isascii() and terminal.isdigit() else None


def mqtt_password(terminal_key: bytes, terminal: str) -> str:
    """32 hexadecimal digits in lower case, for the user name that is the terminal id (BND-15)."""
    digest = hmac.digest(terminal_key, MQTT_LABEL + pack_terminal(terminal), "sha256")
    return digest[:MQTT_PASSWORD_SIZE].hex()


def may_publish(side: Side, terminal: str, topic: str) -> bool:
    """BND-08: a terminal publishes to its own `up` and `will` and nowhere else; a platform to any `down`."""
    if side is Side.TERMINAL:
        return topic in (up_topic(terminal), will_topic(terminal))
    return terminal_of(topic) is not None and topic.endswith("/down")


def may_subscribe(side: Side, terminal: str, topic: str) -> bool:
    """BND-08: a terminal hears its own `down` and nothing else."""
    if side is Side.TERMINAL:
        return topic == down_topic(terminal)
    return terminal_of(topic) is not None or topic in ("wtp/1/+/up", "wtp/1/+/will")
