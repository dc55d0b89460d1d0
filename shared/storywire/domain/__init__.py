"""The rules: pure functions on frozen values. No clock, no randomness, no I/O, no logging."""
