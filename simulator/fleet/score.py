"""How far what was reported is from what was so: arc time, energy, and who welded."""

from dataclasses import dataclass

from protocol_spec.instant import MS, Duration
from protocol_spec.messages import SessionSummary
from simulator.fleet.oracle import Evidence
from simulator.fleet.truth import Span

MICROJOULES_PER_WH = 3_600_000_000


@dataclass(frozen=True)
class Score:
    """Arc time in ms, energy in Wh, of one machine over all the log. `by_the_right` is the arc time, in ms, that was reported
    of the worker whose hands held the torch."""

    arc_reported: int
    arc_true: int
    energy_reported: int
    energy_true: int
    by_the_right: int

    @property
    def arc_error_permille(self) -> int:
        return (self.arc_reported - self.arc_true) * 1_000 // max(1, self.arc_true)

    @property
    def energy_error_permille(self) -> int:
        return (self.energy_reported - self.energy_true) * 1_000 // max(1, self.energy_true)

    @property
    def right_permille(self) -> int:
        """Of the true arc time, how much is under the right name."""
        return self.by_the_right * 1_000 // max(1, self.arc_true)


def score(evidence: Evidence, of_the_mains: bool) -> Score:
    """`of_the_mains`: which energy this module counts (docs/decisions/0008)."""
    truth = evidence.truth
    told = [record for record in evidence.records(SessionSummary) if isinstance(record, SessionSummary)]
    arcs = truth.spans("arc")
    energy = truth.energy(Span(0, truth.end))
    return Score(
        arc_reported=sum(summary.arc_millis for summary in told),
        arc_true=sum(arc.ends - arc.begins for arc in arcs) // MS,
        energy_reported=sum(summary.energy for summary in told),
        energy_true=(energy.mains if of_the_mains else energy.arc) // MICROJOULES_PER_WH,
        by_the_right=sum(_right(evidence, summary, arcs) for summary in told) // MS,
    )


def _right(evidence: Evidence, summary: SessionSummary, arcs: list[Span]) -> Duration:
    """µs of arc within this session that its worker really burned."""
    registry = evidence.registry
    names = {registry.reference(worker): name for name, worker in registry.workers.items()}
    held = evidence.truth.spans("operator", names.get(summary.worker, "?"))
    session = Span(summary.start, summary.end)
    whole = [Span(max(one.begins, session.begins), min(one.ends, session.ends)) for one in held if one.meets(session)]
    return sum(arc.within(hold) for hold in whole for arc in arcs)
