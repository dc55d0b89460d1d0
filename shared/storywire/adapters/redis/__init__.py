"""Every store's port on Redis 7 or newer: for a wire of several processes.

A Lua script only checks and applies, so that a step is one round trip, happens whole or not at
all, and gives its first result again when it comes again.
"""
