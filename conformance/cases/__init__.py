"""The test suite, in the order of the specification's chapters."""
