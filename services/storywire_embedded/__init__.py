"""The whole wire in one process over one SQLite file: every service, one port, no broker."""
