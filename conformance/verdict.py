"""The verdicts, closed and ordered: the worst wins, and the first reason at the worst level is kept."""

from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """NOT_APPLICABLE stands outside the order. ERROR is the harness's own fault and never counts against a vendor."""

    NOT_APPLICABLE = -1
    NONE = 0
    PASS = 1
    INCONC = 2
    FAIL = 3
    ERROR = 4


@dataclass
class Standing:
    """A verdict in the making: it only ever gets worse."""

    verdict: Verdict = Verdict.NONE
    reason: str = ""

    def add(self, verdict: Verdict, reason: str = "") -> None:
        if verdict > self.verdict:
            self.verdict, self.reason = verdict, reason
