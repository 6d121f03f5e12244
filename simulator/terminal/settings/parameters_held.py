"""The parameters in force: what was set lives in the flash, the rest is what the factory said (PAR)."""

from collections.abc import Mapping

from protocol_spec.codes import OfflinePolicy
from protocol_spec.instant import Duration, S
from protocol_spec.messages import LoginAck
from protocol_spec.parameters import PARAMETERS, Parameter, Value, by_id, by_name
from protocol_spec.timers import Timer


class ParametersHeld:
    """`kept` is the flash's own table, number to value, and is written here only; `own` are the read-only ones, by name."""

    def __init__(self, kept: dict[int, Value], own: Mapping[str, Value]) -> None:
        self._kept = kept
        self._own = own
        self._numbers: dict[str, int] = {}
        """Asked for at every input, so looked up once; empty again after every change."""

    def value(self, parameter: Parameter) -> Value:
        if parameter.read_only:
            return self._own.get(parameter.name, parameter.default)
        return self._kept.get(parameter.id, parameter.default)

    def number(self, name: str) -> int:
        value = self._numbers.get(name)
        if value is None:
            found = self.value(by_name[name])
            assert isinstance(found, int), f"parameter {name} is no number"
            value = self._numbers[name] = found
        return value

    def time(self, timer: Timer) -> Duration:
        return self.number(timer.name) * S

    @property
    def policy(self) -> OfflinePolicy:
        return OfflinePolicy.of(self.number("policy"))

    def take(self, values: Mapping[int, Value]) -> int:
        """Put these in force, by number; returns how many are another value than before. They were judged already."""
        changed = {number: value for number, value in values.items() if self.value(by_id[number]) != value}
        self._kept.update(changed)
        self._numbers.clear()
        return len(changed)

    def reset(self) -> None:
        """PAR-05 "A factory reset MUST restore the default of every parameter …" """
        self._kept.clear()
        self._numbers.clear()


def of_login(ack: LoginAck) -> dict[int, Value]:
    """The parameters a LOGIN_ACK carries: its fields that are named like one.

    SES-12 "A parameter in LOGIN_ACK that is out of its range MUST be ignored, and the value in force stays."
    """
    offered = [(parameter, getattr(ack, parameter.name)) for parameter in PARAMETERS if parameter.name in ack.fields()]
    return {parameter.id: value for parameter, value in offered if not parameter.read_only and parameter.allows(value)}
