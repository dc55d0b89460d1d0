"""Replay, evaluation, benchmarks and the documents made from the code."""
