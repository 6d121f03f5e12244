"""The judge: cases, the executor that runs them on any wire, and verdicts that can be trusted."""

from conformance.campaign import EXIT, NO_VERDICT, overall, tally
from conformance.case import Case, catalogue
from conformance.pixit import Pixit, PixitError, load_pixit
from conformance.tester import CampaignDone, CaseDone, Tester
from conformance.verdict import Verdict

__all__ = [
    "EXIT",
    "NO_VERDICT",
    "CampaignDone",
    "Case",
    "CaseDone",
    "Pixit",
    "PixitError",
    "Tester",
    "Verdict",
    "catalogue",
    "load_pixit",
    "overall",
    "tally",
]
