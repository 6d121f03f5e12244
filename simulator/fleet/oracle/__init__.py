from simulator.fleet.oracle.evidence import Evidence
from simulator.fleet.oracle.judging import judge
from simulator.fleet.oracle.violation import Violation

__all__ = ["Evidence", "Violation", "judge"]
