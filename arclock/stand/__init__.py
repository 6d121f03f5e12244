"""A stand for one person and one terminal: what is connected, what is touched, what is seen."""
