"""Random programs for a bench: stimuli, time, links, frames good and bad, and a player for them.

A program is a list of plain steps, so Hypothesis can shrink it and a failure can be read. Playing one twice on equal
benches does the same twice: whatever a step needs (sequence, session key, time) it takes from the bench.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from hypothesis import strategies as st

from protocol_spec.codes import Capability, Flag, LockMode, OfflinePolicy, RebootMode, ResetCause, Result, Subject
from protocol_spec.frame import Frame, read_frame
from protocol_spec.ident import ANYBODY
from protocol_spec.instant import MS, Duration, S
from protocol_spec.message import Message
from protocol_spec.messages import (
    Identify,
    OfflinePermit,
    ParamGet,
    ParamSet,
    PlatformAck,
    Query,
    Reboot,
    Wanted,
)
from protocol_spec.offline_permit import issue
from protocol_spec.parameters import ADDRESS, by_name
from simulator.machine.climate import CLIMATES
from simulator.terminal import profile_names

from .bench import ANNA, BORIS, KEY, Bench, profile_of
from .upgrading import IMAGE, chunk_of, offer_for

Step: TypeAlias = tuple[Any, ...]
Program: TypeAlias = list[Step]

WAITS = [MS, 37 * MS, 40 * MS, 100 * MS, 150 * MS, 200 * MS, 310 * MS, 900 * MS, S, 3 * S, 7 * S, 20 * S, 45 * S]


_YES = st.booleans()
_WAIT = st.tuples(st.just("wait"), st.sampled_from(WAITS))
_GOOD_UNLOCK = st.tuples(
    st.just("unlock"),
    st.sampled_from([ANNA, BORIS]),
    st.just(0),
    st.just(60 * S),
    st.sampled_from([3600 * S, 20 * S]),
    st.sampled_from([600, 5]),
)
_ANY_UNLOCK = st.tuples(
    st.just("unlock"),
    st.sampled_from([ANNA, BORIS]),
    st.sampled_from([0, 20 * S, 61 * S]),
    st.sampled_from([60 * S, 10 * S, 61 * S]),
    st.sampled_from([3600 * S, 300 * MS, 0]),
    st.sampled_from([600, 1, 0]),
)
_LOCK = st.tuples(st.just("lock"), st.sampled_from(list(LockMode)), st.sampled_from([0, 1, 10]))
_STIMULUS = st.one_of(
    st.tuples(st.just("trigger"), _YES),
    st.tuples(st.just("cover"), _YES),
    st.tuples(st.just("gas"), _YES),
    st.tuples(st.just("shunt"), _YES),
    st.tuples(st.just("weld-contact"), _YES),
    st.tuples(st.just("relay-stuck"), _YES),
    st.tuples(st.just("work"), st.integers(0, 3)),
    st.tuples(st.just("rest"), _YES),
    st.tuples(st.just("clamp-off"), _YES),
    st.tuples(st.just("sensor-stuck"), st.sampled_from([0, Capability.TEMPERATURE | Capability.MAINS_CURRENT])),
    st.tuples(st.just("temperature"), st.sampled_from([250, 740, 760])),
    st.tuples(st.just("fix"), _YES),
    st.tuples(st.just("mains"), _YES),
    st.tuples(st.just("sensor-fault"), st.sampled_from([0, Capability.TEMPERATURE, Capability.MAINS_CURRENT])),
    st.tuples(st.just("cover-taped"), _YES),
    st.tuples(st.just("clock-drift"), st.sampled_from([0, 400, -400])),
    st.tuples(st.just("clock-stuck"), _YES),
    st.tuples(st.just("clock-reset"), _YES),
    st.tuples(st.just("clock-turned"), st.sampled_from([-10_800, 86_400])),
    st.tuples(st.just("flash-full"), st.sampled_from([0, 5])),
    st.tuples(st.just("sim"), st.sampled_from(["89860000000000009999", "89860000000000008888"])),
    st.tuples(st.just("reset"), st.sampled_from([ResetCause.WATCHDOG.name, ResetCause.BROWN_OUT.name])),
)
_UPKEEP = st.one_of(
    st.tuples(st.just("query"), st.sampled_from(list(Subject))),
    st.tuples(st.just("identify"), _YES),
    st.tuples(
        st.just("set"),
        st.sampled_from(["heartbeat", "status_idle", "too_hot", "sample_block", "arc_threshold"]),
        st.sampled_from([1, 20, 70]),
    ),
    st.tuples(st.just("get"), st.lists(st.sampled_from([1, 0x13, 0x200, 0x999]), max_size=3)),
    st.tuples(st.just("permit"), st.integers(1, 3)),
)
_NEW, _OTHER = "new.example:7808", "[2001:db8::7]:99"
_MOVE = st.one_of(
    st.tuples(st.just("move"), st.sampled_from([_NEW, _OTHER, ""]), st.sampled_from([10, 120])),
    st.tuples(st.just("nobody"), st.sampled_from([_NEW, _OTHER])),
)
_UPGRADE = st.one_of(
    st.tuples(st.just("offer"), st.sampled_from(["1.0.1", "1.1", "0.9"]), st.sampled_from(["", "digest", "signature"])),
    st.tuples(st.just("chunk"), st.sampled_from(["next", "first", "beyond"])),
    st.tuples(st.just("chunks")),
    st.tuples(st.just("bad-image-start"), _YES),
)
_LINE = st.one_of(
    st.tuples(st.just("pull")),
    st.tuples(st.just("plug")),
    st.tuples(st.just("acks"), _YES),
    st.tuples(st.just("logins"), _YES),
    st.tuples(st.just("deny")),
    st.tuples(st.just("refuse"), _YES),
)
_BAD = st.one_of(
    st.tuples(st.just("noise"), st.binary(max_size=40)),
    st.tuples(st.just("cut"), st.integers(1, 60)),
    st.tuples(st.just("flip"), st.integers(0, 60 * 8)),
    st.tuples(st.just("bytes")),
    st.tuples(st.just("again")),
    st.tuples(st.just("forged")),
    st.tuples(st.just("bare")),
    st.tuples(st.just("strange"), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=30)),
    st.tuples(st.just("watermark"), st.integers(0, 50), _YES),
)


def _phrase(*parts: st.SearchStrategy[Step] | Step) -> st.SearchStrategy[Program]:
    return st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts)).map(list)


_PHRASES = {
    "scan": _phrase(_GOOD_UNLOCK, _WAIT),
    "scan and weld": _phrase(_GOOD_UNLOCK, ("wait", 310 * MS), ("trigger", True), _WAIT),
    "scan and work": _phrase(
        _GOOD_UNLOCK, ("wait", 310 * MS), st.tuples(st.just("work"), st.integers(0, 3)), _WAIT, _WAIT
    ),
    "threshold": _phrase(("set", "arc_threshold", 70), _WAIT),
    "undo": _phrase(("cover", False), ("gas", False), ("temperature", 250), _WAIT),
    "network": _phrase(("logins", True), ("refuse", False), ("plug",), ("wait", 20 * S)),
    "outage": _phrase(("pull",), _WAIT, ("plug",), ("wait", 7 * S)),
    "pause": _phrase(_WAIT),
    "lock": _phrase(_LOCK, _WAIT),
    "stimulus": _phrase(_STIMULUS),
    "stimulus later": _phrase(_STIMULUS, _WAIT),
    "unlock": _phrase(_ANY_UNLOCK),
    "line": _phrase(_LINE, _WAIT),
    "bad": _phrase(_BAD),
    "upkeep": _phrase(_UPKEEP, _WAIT),
    "move": _phrase(_MOVE, _WAIT),
    "upgrade": _phrase(_UPGRADE, _WAIT),
    "whole upgrade": _phrase(("offer", "1.2", ""), ("chunks",), _WAIT),
    "reboot": _phrase(st.tuples(st.just("reboot"), st.sampled_from(list(RebootMode))), _WAIT),
    "cut and back": _phrase(("power-cut",), _WAIT, ("switch-on",), ("wait", 7 * S)),
    "off and on": _phrase(("switch-off",), _WAIT, ("switch-on",), ("wait", 7 * S)),
}
"""A program of single random steps hardly ever gets a relay to close; one of phrases does."""

_NAMES = [*_PHRASES, "scan", "scan and weld", "scan", "lock"]


PROGRAMS: st.SearchStrategy[Program] = st.lists(
    st.sampled_from(_NAMES).flatmap(_PHRASES.__getitem__), min_size=4, max_size=14
).map(lambda phrases: [step for phrase in phrases for step in phrase])


def _settings() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "seed": st.integers(0, 3),
            "name": st.sampled_from(profile_names()),
            "sensor_class": st.sampled_from([0, 25]),
            "climate": st.sampled_from(list(CLIMATES.values())),
            "binding": st.sampled_from(["tcp", "serial"]),
            "registered": st.booleans(),
            "heartbeat": st.sampled_from([7, 60]),
            "status_idle": st.sampled_from([3, 60]),
            "ack_timeout": st.sampled_from([1, 5]),
            "link_grace": st.sampled_from([5, 600]),
            "policy": st.sampled_from(list(OfflinePolicy)),
            "store_records": st.sampled_from([10, 1000]),
            "capability": st.sampled_from([profile_of().capability, ABLE]),
        }
    )


ABLE = (
    profile_of().capability
    | Capability.WELD_SAMPLES
    | Capability.OFFLINE_PERMIT
    | Capability.ARC_CURRENT
    | Capability.UPGRADE
)
SETTINGS = _settings()
_OF_THE_PROFILE = ("name", "sensor_class", "climate", "binding", "store_records", "capability")


def bench_of(settings: dict[str, Any], **over: Any) -> Bench:
    given = dict(settings)
    over_profile = {key: given.pop(key) for key in _OF_THE_PROFILE if key in given}
    profile = profile_of(**over_profile)
    return Bench(profile=profile, **(given | over))


def play(bench: Bench, program: Program) -> None:
    for step in program:
        take(bench, step)


def take(bench: Bench, step: Step) -> None:
    match step:
        case ("work", *_) if bench.profile.source is None:
            pass
        case ("nobody", address):
            bench.nobody_at.add(address)
        case ("move" | "offer" | "chunk", *_):
            if bench.key is not None:
                bench.ask(_elsewhere(bench, step))
        case ("chunks",):
            _carry_over(bench)
        case ("wait", duration):
            bench.advance(duration)
        case ("unlock", worker, age, window, lasts, idle):
            message = bench.unlock_message(worker=worker, age=age, window=window, lasts=lasts, idle=idle)
            _command(bench, message)
        case ("lock", mode, bound):
            _command(bench, bench.lock_message(mode=mode, bound=bound))
        case (
            "trigger"
            | "cover"
            | "gas"
            | "shunt"
            | "weld-contact"
            | "relay-stuck"
            | "work"
            | "rest"
            | "clamp-off"
            | "sensor-stuck"
            | "temperature"
            | "fix"
            | "mains"
            | "sensor-fault"
            | "cover-taped"
            | "clock-drift"
            | "clock-stuck"
            | "clock-reset"
            | "clock-turned"
            | "flash-full"
            | "sim"
            | "bad-image-start"
            | "reset" as name,
            value,
        ):
            bench.do(name, value)
        case ("switch-off" | "switch-on" | "power-cut" as name,):
            bench.do(name)
        case ("permit", counter):
            data = permit(bench, counter)
            frame = read_frame(data)
            assert frame is not None
            bench.on_command(frame.message())
            bench.do("offline-permit", data.hex())
        case ("identify", anybody):
            if bench.connection:
                bench.feed(identify(bench, anybody))
        case ("query" | "set" | "get" | "reboot", *_):
            if bench.key is not None:
                bench.ask(upkeep(bench, step))
        case ("pull",):
            bench.pull_cable()
        case ("plug",):
            bench.plug_in()
        case ("acks", value):
            bench.acks = value
        case ("logins", value):
            bench.answers_logins = value
        case ("refuse", value):
            bench.login_result = Result.UNBOUND_ENTERPRISE if value else Result.OK
        case ("deny",):
            if bench.connection:
                bench.key = None
                bench.deny()
        case _:
            if bench.connection:
                _bad(bench, step)


def _carry_over(bench: Bench) -> None:
    """As much of the image as the terminal takes."""
    while bench.key is not None and (chunk := chunk_of(len(bench.terminal.flash.image))).data:
        bench.ask(chunk)
        if len(bench.terminal.flash.image) == chunk.offset:
            break


def _elsewhere(bench: Bench, step: Step) -> Message:
    match step:
        case ("move", address, trial):
            items = (ADDRESS.item(address), by_name["address_trial"].item(trial))
            return ParamSet(command=bench.next_command(), items=items)
        case ("offer", version, wrong):
            spoilt: dict[str, Any] = {"digest": {"digest": bytes(32)}, "signature": {"signature": bytes(64)}}
            return offer_for(bench, version, IMAGE, **spoilt.get(wrong, {}))
        case ("chunk", where):
            held = len(bench.terminal.flash.image)
            return chunk_of({"next": held, "first": 0, "beyond": held + 960}[where] % len(IMAGE))
        case _:
            raise ValueError(f"no step of a program: {step}")


def permit(bench: Bench, counter: int, lasts: Duration = 3600 * S, **over: Any) -> bytes:
    """An offline permit that is valid now, as a phone carries it."""
    fields: dict[str, Any] = {
        "counter": counter,
        "grant": 9000 + counter,
        "worker": ANNA,
        "permit": 12,
        "valid_from": bench.utc - S,
        "valid_until": bench.utc - S + lasts,
        "idle_limit": 600,
    }
    return issue(OfflinePermit(**(fields | over)), bench.identity.terminal, bench.identity.suite, KEY)


def identify(bench: Bench, anybody: bool = False) -> bytes:
    frame = bench.frame(Identify(), Flag.ACK_REQUIRED, bare=True)
    return replace(frame, terminal=ANYBODY).encode() if anybody else frame.encode()


def upkeep(bench: Bench, step: Step) -> Message:
    match step:
        case ("query", subject):
            return Query(subject=subject)
        case ("set", name, value):
            return ParamSet(command=bench.next_command(), items=(by_name[name].item(value),))
        case ("get", numbers):
            return ParamGet(wanted=tuple(Wanted(id=number) for number in numbers))
        case ("reboot", mode):
            return Reboot(command=bench.next_command(), mode=mode)
        case _:
            raise ValueError(f"no step of a program: {step}")


def _command(bench: Bench, message: Any) -> None:
    """To a terminal in session a true command; to one that is not, the best an outsider can do."""
    if bench.key is not None:
        bench.say(message, Flag.ACK_REQUIRED)
    elif bench.connection:
        bench.say(message, key=KEY)


def _genuine(bench: Bench) -> bytes:
    return bench.frame(bench.unlock_message(), Flag.ACK_REQUIRED, key=bench.key or KEY).encode()


def _bad(bench: Bench, step: Step) -> None:
    feed: Callable[[bytes], None] = bench.feed
    match step:
        case ("noise", data):
            feed(data)
        case ("cut", size):
            feed(_genuine(bench)[:size])
        case ("flip", bit):
            data = bytearray(_genuine(bench))
            data[bit // 8 % len(data)] ^= 1 << bit % 8
            feed(bytes(data))
        case ("bytes",):
            for byte in bench.frame(bench.lock_message(), key=bench.key or KEY).encode():
                feed(bytes([byte]))
        case ("again",):
            if bench.last is not None:
                feed(bench.last.encode())
        case ("forged",):
            feed(bench.frame(bench.unlock_message(), key=bytes(32)).encode())
        case ("bare",):
            feed(bench.frame(bench.unlock_message(), bare=True).encode())
        case ("strange", code, flags, body):
            frame = Frame(code, bench.identity.terminal, 0, body, flags & ~Flag.SECURED)
            feed(frame.encode())
            feed(replace(frame, edition=9).encode())
        case ("watermark", number, bare):
            ack = PlatformAck(answers=0, answered=0x10, result=Result.OK, watermark=min(number, bench.watermark))
            feed(bench.frame(ack, bare=bare, key=bench.key or KEY).encode())
