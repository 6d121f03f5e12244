"""The synthetic registry of demonstrations: from `data/demo.toml` into a store."""

import tomllib
from importlib.resources import files
from typing import Any, Protocol

from protocol_spec.instant import DAY, Instant
from protocol_spec.security import lab_key
from reference_platform.registry import Certificate, Machine, Permit, TerminalEntry, Worker, hash_token


class Sink(Protocol):
    def save_terminal(self, entry: TerminalEntry) -> None: ...
    def save_machine(self, machine: Machine) -> None: ...
    def save_worker(self, worker: Worker) -> None: ...
    def save_permit(self, permit: Permit) -> None: ...


def demo_table() -> dict[str, Any]:
    return tomllib.loads(files("reference_platform").joinpath("data", "demo.toml").read_text(encoding="utf-8"))


def demo_token(worker: str) -> str:
    """The published token of a demonstration worker.

    Raises:
        KeyError: there is no such worker.
    """
    return {str(entry["worker"]): str(entry["token"]) for entry in demo_table()["worker"]}[worker]


def fill_demo(sink: Sink, now: Instant, keep_terminals: frozenset[str] = frozenset()) -> None:
    """Enter the demonstration county; terminals the store already knows are left as they are."""
    table = demo_table()
    for entry in table["terminal"]:
        if entry["terminal"] not in keep_terminals:
            key = lab_key(entry["terminal"])
            sink.save_terminal(TerminalEntry(entry["terminal"], key, entry["enterprise"]))
        sink.save_machine(
            Machine(entry["qr"], entry["terminal"], entry["enterprise"], entry["latitude"], entry["longitude"])
        )
    for entry in table["worker"]:
        certificates = tuple(_certificate(item, now) for item in entry["certificate"])
        sink.save_worker(Worker(entry["worker"], entry["name"], hash_token(entry["token"]), certificates))
    for entry in table["permit"]:
        window = now + entry["from"] * DAY, now + entry["until"] * DAY
        sink.save_permit(Permit(entry["permit"], entry["enterprise"], entry.get("worker"), *window))


def _certificate(item: dict[str, Any], now: Instant) -> Certificate:
    return Certificate(
        item["category"], now + item["from"] * DAY, now + item["until"] * DAY, now + item["review"] * DAY
    )
