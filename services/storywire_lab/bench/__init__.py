"""Benchmarks: the figures of docs/benchmarks.md."""
