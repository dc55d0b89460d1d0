"""Where webhooks may go: subscribers choose the URL, so every address is looked at, twice.

`Gate.check` looks when a subscription is made; the resolver and the sockets of `Gate.connector`
look again at every dial. One forbidden address of a name forbids the name.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1_024
# What `ipaddress` calls global and is not a public host (IANA special-purpose registries).
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
        "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


class ForbiddenAddressError(OSError):
    """The name leads to an address that webhooks may not go to."""


class Gate:
    """Admits public addresses and `allowed` ones; with `public=False` only the latter."""

    def __init__(self, allowed: Sequence[Network], *, public: bool = True) -> None:
        self._allowed = tuple(allowed)
        self._public = public

    def admits(self, text: str) -> bool:
        """Return whether webhooks may go to `text`, an IP address."""
        try:
            address = _plain(ip_address(text.partition("%")[0]))
        except ValueError:
            return False
        if _within(address, self._allowed):
            return True
        return self._public and address.is_global and not _within(address, _NOT_PUBLIC)

    async def check(self, url: str, resolver: AbstractResolver) -> None:
        """Return if webhooks may go to `url`.

        Raises:
            ValueError: they may not; the message says why, and not what the name resolves to.
        """
        host, port = _host_and_port(url)
        try:
            found = [str(ip_address(host))]
        except ValueError:
            found = await _resolved(host, port, resolver)
        if not found or not all(self.admits(address) for address in found):
            kind = "public" if self._public else "allowed for plain http; use https"
            raise ValueError(f"the host's address is not {kind}")

    def connector(self, resolver: AbstractResolver, *, limit: int) -> TCPConnector:
        """Return a connector whose every connection is to an admitted address."""
        return TCPConnector(
            resolver=GuardedResolver(self, resolver),
            socket_factory=self._open,
            limit=limit,
            ttl_dns_cache=10,
        )

    def _open(self, address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, (host, *_) = address
        if not self.admits(str(host)):
            raise ForbiddenAddressError("the address is not admitted")
        return socket.socket(family, kind, protocol)


class GuardedResolver(AbstractResolver):
    """Resolves a name, and refuses it if any of its addresses is not admitted."""

    def __init__(self, gate: Gate, resolver: AbstractResolver) -> None:
        self._gate = gate
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of `host`.

        Raises:
            ForbiddenAddressError: one of them is not admitted.
        """
        found = await self._resolver.resolve(host, port, family)
        if not all(self._gate.admits(one["host"]) for one in found):
            raise ForbiddenAddressError("an address of the host is not admitted")
        return found

    async def close(self) -> None:
        """Leave the inner resolver open: it is shared."""


class LazyResolver(AbstractResolver):
    """Makes the inner resolver when it is first asked: that needs a running event loop."""

    def __init__(self, make: Callable[[], AbstractResolver]) -> None:
        self._make = make
        self._inner: AbstractResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return what the inner resolver finds."""
        if self._inner is None:
            self._inner = self._make()
        return await self._inner.resolve(host, port, family)

    async def close(self) -> None:
        """Close the inner resolver, if there is one."""
        if self._inner is not None:
            await self._inner.close()
            self._inner = None


def is_forbidden(error: BaseException | None) -> bool:
    """Return whether a refused address is at the bottom of `error`."""
    while error is not None:
        inner = getattr(error, "os_error", None)
        if isinstance(error, ForbiddenAddressError) or isinstance(inner, ForbiddenAddressError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _plain(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one only wraps, or the address itself."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("the URL must be https://HOST… (http:// for allowed networks only)")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("the URL must have no user, password or fragment")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and port < FIRST_FREE_PORT:
        raise ValueError(f"port {port} is not allowed: 80, 443 and 1024 and above are")
    return host, port


async def _resolved(host: str, port: int, resolver: AbstractResolver) -> list[str]:
    try:
        found = await resolver.resolve(host, port, socket.AF_UNSPEC)
    except OSError as error:
        raise ValueError("the host's name can't be resolved") from error
    return [one["host"] for one in found]
