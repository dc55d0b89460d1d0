"""Which addresses may be fetched from. Links come out of feeds, so they may lead anywhere."""

import errno
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network
# What `ipaddress` calls global and is not a public host (IANA special-purpose registries).
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
        "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
        "ff00::/8",
    )
)  # fmt: skip


class ForbiddenAddressError(OSError):
    """The name leads to an address that is not public."""


class Gate:
    """Opens sockets to public addresses, and to those of `allowed`."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = tuple(allowed)

    def admits(self, address: str) -> bool:
        """Return whether `address` (an IP address) may be fetched from."""
        found = ip_address(address.partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return _within(found, self._allowed) or (
            found.is_global and not _within(found, _NOT_PUBLIC)
        )

    def open(self, address: tuple[Any, ...]) -> socket.socket:
        """Return a socket for a resolved address: the last look before every connection.

        Raises:
            ForbiddenAddressError: it is not admitted.
        """
        family, kind, protocol, _, (host, *_) = address
        if not self.admits(str(host)):
            raise ForbiddenAddressError(errno.EACCES, "the address is not public")
        return socket.socket(family, kind, protocol)


def _within(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
