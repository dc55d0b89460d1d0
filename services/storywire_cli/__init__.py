"""The console command `storywire`: serve the wire, look into it, replay, evaluate, measure."""

from storywire_cli.main import main

__all__ = ["main"]
