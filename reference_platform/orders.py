"""What the platform wants of a terminal, from stimulus to message. An order is plain values, so that a tape can hold it.

`command()` draws the next command id; it is called last, so that an order that is refused uses up none.
"""

from collections.abc import Callable, Mapping

from protocol_spec.codes import EndReason, LockMode, RebootMode, Subject
from protocol_spec.endpoint import Stimulus, Value
from protocol_spec.instant import Instant, S
from protocol_spec.message import Message
from protocol_spec.messages import (
    Identify,
    Lock,
    ParamGet,
    ParamSet,
    Query,
    Reboot,
    Unlock,
    UpgradeChunk,
    UpgradeOffer,
    Wanted,
)
from protocol_spec.parameters import by_name
from reference_platform.session_parameters import ParameterRefused, items_of


def message_of(order: Stimulus, command: Callable[[], int], accept_window: int, now: Instant) -> Message | None:
    """The message an order is sent as; None where the stimulus is no order.

    Raises:
        ParameterRefused: PAR-13, for the operator.
    """
    values = order.values
    match order.name:
        case "unlock":
            return _unlock(values, command, now, now + accept_window * S)
        case "lock":
            reason = EndReason[str(values.get("reason", "PLATFORM"))]
            mode, bound = LockMode[str(values.get("mode", "NOW"))], int(values.get("bound", 0))
            return Lock(command=command(), reason=reason, mode=mode, bound=bound)
        case "parameters":
            items = items_of(values)
            return ParamSet(command=command(), items=items)
        case "ask_parameters":
            return ParamGet(wanted=_wanted(str(values.get("names", ""))))
        case "query":
            return Query(subject=Subject[str(values["subject"])])
        case "reboot":
            mode_after = RebootMode[str(values.get("mode", "RESTART"))]
            return Reboot(command=command(), mode=mode_after)
        case "offer":
            return _offer(values, command)
        case "chunk":
            data = bytes.fromhex(str(values["data"]))
            return UpgradeChunk(upgrade=int(values["upgrade"]), offset=int(values["offset"]), data=data)
        case "identify":
            return Identify()
    return None


def _unlock(values: Mapping[str, Value], command: Callable[[], int], now: Instant, accept_until: Instant) -> Unlock:
    return Unlock(
        grant=int(values["grant"]),
        worker=bytes.fromhex(str(values["worker"])),
        permit=int(values["permit"]),
        issued=now,
        accept_until=accept_until,
        grant_end=int(values["grant_end"]),
        idle_limit=int(values["idle_limit"]),
        command=command(),
    )


def _offer(values: Mapping[str, Value], command: Callable[[], int]) -> UpgradeOffer:
    return UpgradeOffer(
        upgrade=int(values["upgrade"]),
        version=str(values["version"]),
        size=int(values["size"]),
        digest=bytes.fromhex(str(values["digest"])),
        signature=bytes.fromhex(str(values["signature"])),
        chunk=int(values["chunk"]),
        command=command(),
    )


def _wanted(names: str) -> tuple[Wanted, ...]:
    """Names with commas between; none for all."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in by_name:
            raise ParameterRefused(f"{name}: no such parameter; there are {', '.join(by_name)}")
    return tuple(Wanted(id=by_name[name].id) for name in wanted)
