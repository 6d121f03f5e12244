"""Where the platform's core meets clocks, sockets, files and databases."""
