"""What LOGIN_ACK sets, and what a PARAM_SET may say: nothing that is out of its range leaves a platform (SES-26, PAR-13)."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol_spec.codes import OfflinePolicy, Suite
from protocol_spec.endpoint import Value
from protocol_spec.instant import Duration, S
from protocol_spec.messages import Item
from protocol_spec.parameters import Parameter, by_name
from protocol_spec.timers import ACCEPT_WINDOW, ACK_TIMEOUT, HEARTBEAT, LINK_GRACE, STATUS_IDLE, STATUS_WELDING

IN_LOGIN_ACK = ("heartbeat", "status_idle", "status_welding", "ack_timeout", "link_grace", "policy")


class ParameterRefused(ValueError):
    """A value that may not be sent; the text is for the operator who asked for it."""


@dataclass(frozen=True)
class SessionParameters:
    """What LOGIN_ACK sets, in seconds; how long an UNLOCK may wait to be accepted; the suites that are taken (SES-23).

    Raises:
        ParameterRefused: a value is out of its range.
    """

    heartbeat: int = HEARTBEAT.default
    status_idle: int = STATUS_IDLE.default
    status_welding: int = STATUS_WELDING.default
    ack_timeout: int = ACK_TIMEOUT.default
    link_grace: int = LINK_GRACE.default
    policy: OfflinePolicy = OfflinePolicy.FAIL_SECURE
    accept_window: int = 30
    suites: frozenset[Suite] = frozenset(Suite)

    def __post_init__(self) -> None:
        # SES-26 "A platform MUST keep the parameters of LOGIN_ACK within their ranges."
        for name in IN_LOGIN_ACK:
            _check(by_name[name], getattr(self, name))
        if not 0 < self.accept_window * S <= ACCEPT_WINDOW:
            raise ParameterRefused(f"accept_window {self.accept_window}: give 1 to {ACCEPT_WINDOW // S} s (LCK-04)")
        if not self.suites:
            raise ParameterRefused("suites: without any no terminal can log in; give at least one (SES-23)")

    @property
    def first_wait(self) -> Duration:
        return self.ack_timeout * S


def items_of(values: Mapping[str, Value]) -> tuple[Item, ...]:
    """The items of a PARAM_SET, by name of the parameter.

    Raises:
        ParameterRefused: naming the first that is unknown, read-only, of another kind or out of its range.
    """
    if not values:
        raise ParameterRefused("no parameter is given")
    items = []
    for name, value in values.items():
        parameter = by_name.get(name)
        if parameter is None:
            raise ParameterRefused(f"{name}: no such parameter; there are {', '.join(by_name)}")
        if parameter.read_only:
            raise ParameterRefused(f"{name}: the terminal reports it, nobody can set it ({parameter.clause})")
        _check(parameter, value)
        items.append(parameter.item(value))
    return tuple(items)


def _check(parameter: Parameter, value: Value) -> None:
    if isinstance(value, bool) or isinstance(value, str) is not isinstance(parameter.default, str):
        raise ParameterRefused(f"{parameter.name} {value!r}: a {type(parameter.default).__name__} is wanted")
    # PAR-13 "A platform MUST NOT send a value outside its range, and tells its operator so."
    if not parameter.allows(value) or not _fits(parameter, value):
        raise ParameterRefused(f"{parameter.name} {value!r} is out of range: {_range(parameter)} ({parameter.clause})")


def _fits(parameter: Parameter, value: Value) -> bool:
    """Whether the parameter's kind can say it: a closed list or a text of so many bytes has no `low` and `high`."""
    if parameter.kind.codes is not None:
        return value in list(parameter.kind.codes)
    return not isinstance(value, str) or parameter.kind.limit is None or len(value.encode()) <= parameter.kind.limit


def _range(parameter: Parameter) -> str:
    if parameter.kind.codes is not None:
        return "give one of " + ", ".join(f"{int(code)} {code.en}" for code in parameter.kind.codes)
    if isinstance(parameter.default, str):
        return f"give host:port, {parameter.kind.limit} bytes at most"
    return f"give {parameter.low} to {parameter.high} {parameter.kind.unit}".rstrip()
