"""PARAM_SET and PARAM_GET (PAR)."""

from collections.abc import Callable, Iterable

from protocol_spec.codes import EventCode, Result
from protocol_spec.instant import Instant
from protocol_spec.message import MAX_BODY
from protocol_spec.messages import Item, ParamGet, ParamReport, ParamSet
from protocol_spec.parameters import ADDRESS, PARAMETERS, Verdict, by_id, judge
from simulator.terminal.lock.ledger import Asked, Ledger
from simulator.terminal.settings.parameters_held import ParametersHeld


class Setting:
    """`report` sends an answer to a PARAM_GET; `event` records; `moved` is told the address that another took the place of.
    Answers to PARAM_SET go by way of the ledger (PAR-11)."""

    def __init__(self, parameters: ParametersHeld, ledger: Ledger, binding: str) -> None:
        self.report: Callable[[ParamReport, Instant], None]
        self.event: Callable[[EventCode, int, Instant], None]
        self.moved: Callable[[str], None]
        self._binding = binding
        self._parameters = parameters
        self._ledger = ledger

    def on_set(self, message: ParamSet, sequence: int, now: Instant) -> None:
        if self._ledger.seen(message.command, sequence, _refusing, now):
            return
        asked = self._ledger.ask(message.command, sequence, now)
        # PAR-02 "A terminal MUST apply all items of a PARAM_SET or none of them."
        verdict = self._beyond(judge(message.items))
        if verdict.result is not Result.OK:
            self._ledger.reply(asked, _refusing(asked, verdict.result, verdict.culprit), now)
            return
        before = self._parameters.value(ADDRESS)
        self.changed(self._parameters.take(verdict.values), now)
        self._ledger.reply(asked, self._answer(sequence, verdict.values), now)
        if self._parameters.value(ADDRESS) != before:
            self.moved(str(before))

    def on_get(self, message: ParamGet, sequence: int, now: Instant) -> None:
        """PAR-06 "PARAM_GET MUST be answered with the values in force, and one that lists none asks for all." """
        wanted = [row.id for row in message.wanted] or [parameter.id for parameter in PARAMETERS]
        unknown = next((number for number in wanted if number not in by_id), None)
        if unknown is not None:
            asked = Asked(0, sequence, now)
            self.report(_refusing(asked, Result.NO_SUCH_PARAMETER, unknown), now)
        else:
            self.report(self._answer(sequence, wanted), now)

    def changed(self, count: int, now: Instant) -> None:
        """PAR-12 "A terminal SHOULD record the event PARAMETERS_CHANGED when parameters were changed." """
        if count:
            self.event(EventCode.PARAMETERS_CHANGED, count, now)

    def _beyond(self, verdict: Verdict) -> Verdict:
        """A serial line leads where it leads: OK would be a promise that nobody can keep (PAR-16)."""
        wanted = verdict.values.get(ADDRESS.id)
        if self._binding != "serial" or wanted is None or wanted == self._parameters.value(ADDRESS):
            return verdict
        return Verdict(Result.NOT_SUPPORTED, ADDRESS.id, {})

    def _answer(self, sequence: int, numbers: Iterable[int]) -> ParamReport:
        """PAR-07 "Parameters that do not fit into the answer MUST be counted in more, and those that fit are given." """
        items = tuple(by_id[number].item(self._parameters.value(by_id[number])) for number in numbers)
        report = _report(sequence, items)
        for fitting in range(len(items) - 1, -1, -1):
            if len(report.encode()) <= MAX_BODY:
                break
            report = _report(sequence, items[:fitting], more=len(items) - fitting)
        return report


def _report(sequence: int, items: tuple[Item, ...], more: int = 0) -> ParamReport:
    return ParamReport(answers=sequence, result=Result.OK, culprit=0, more=more, items=items)


def _refusing(asked: Asked, result: Result, culprit: int = 0) -> ParamReport:
    """PAR-03 "A PARAM_REPORT that refuses MUST name the first bad item and its reason." """
    return ParamReport(answers=asked.sequence, result=result, culprit=culprit, more=0, items=())
