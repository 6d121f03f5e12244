"""Pages from run folders, and nothing but run folders."""

from reports.not_a_run import NotARun
from reports.page import render

__all__ = ["NotARun", "render"]
