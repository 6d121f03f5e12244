"""The false terminal: a module one can talk to, without clock and wire."""

from simulator.terminal.flash import Flash
from simulator.terminal.note import Note
from simulator.terminal.profile import Identity, Profile, load_profile, profile_names
from simulator.terminal.terminal import Terminal

__all__ = ["Flash", "Identity", "Note", "Profile", "Terminal", "load_profile", "profile_names"]
