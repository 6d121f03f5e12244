"""The command: it introduces everyone to everyone."""
