"""storywire: what every service shares — events, ports, adapters, runtimes and the domain."""

__version__ = "0.1.0"
