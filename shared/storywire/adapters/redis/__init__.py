"""Every store's port on Redis 7 or newer: for a wire of several processes.

A Lua script only checks and applies, so that a step is one round trip, happens whole or not at
all, and gives its first result again when it comes again.
"""

from importlib.util import find_spec

if find_spec("redis") is None:
    raise ModuleNotFoundError("a wire on Redis needs the extra: pip install 'storywire[all]'")
