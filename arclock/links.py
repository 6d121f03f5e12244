"""One string for a link: `tcp:HOST:PORT`, `serial:PATH?baud=N`, `mqtt:HOST:PORT`, `tcp-listen:HOST:PORT`."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from protocol_spec.bindings import BAUD_DEFAULT, BAUD_RATES, MQTT_PORT, TCP_PORT

LOWEST_BAUD, HIGHEST_BAUD = min(BAUD_RATES), max(BAUD_RATES)


class LinkStringError(ValueError):
    """What is wrong with the string, and what is right."""


@dataclass(frozen=True)
class SerialString:
    url: str
    baud: int = BAUD_DEFAULT


@dataclass(frozen=True)
class HostString:
    """`kind` is tcp, tcp-listen or mqtt."""

    kind: str
    host: str
    port: int


def parse_link(text: str) -> SerialString | HostString:
    kind, _, rest = text.partition(":")
    if kind == "serial":
        return _serial(text, rest)
    if kind in ("rfc2217", "socket", "loop"):
        return SerialString(text)
    if kind in ("tcp", "tcp-listen", "mqtt"):
        return _host(text, kind, rest)
    raise LinkStringError(
        f"{text!r} is no link: it must begin with serial:, tcp:, tcp-listen: or mqtt:, such as serial:/dev/ttyUSB0?baud=115200"
    )


def _serial(text: str, rest: str) -> SerialString:
    path, _, query = rest.partition("?")
    if not path:
        raise LinkStringError(f"{text!r} names no device, such as serial:/dev/ttyUSB0 or serial:COM3")
    options = parse_qs(query)
    if unknown := sorted(options.keys() - {"baud"}):
        raise LinkStringError(f"{text!r}: unknown option {unknown[0]!r}; there is baud")
    baud = options.get("baud", [str(BAUD_DEFAULT)])[0]
    if not baud.isdigit() or not LOWEST_BAUD <= int(baud) <= HIGHEST_BAUD:
        raise LinkStringError(f"{text!r}: baud must be {LOWEST_BAUD} to {HIGHEST_BAUD}")
    return SerialString(path, int(baud))


def _host(text: str, kind: str, rest: str) -> HostString:
    host, _, port = rest.partition("/")[0].rpartition(":")
    if not host and port and not port.isdigit():
        host, port = port, ""
    default = MQTT_PORT if kind == "mqtt" else TCP_PORT
    if port and (not port.isdigit() or int(port) > 65_535):
        raise LinkStringError(f"{text!r}: {port!r} is no port")
    return HostString(kind, host or "127.0.0.1", int(port or default))
