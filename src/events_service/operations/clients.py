"""Who asks: the address on the other side of the proxies we trust, and of no others."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def client_of(peer: str | None, forwarded_for: str, trusted: Sequence[Network]) -> str | None:
    """The right-most hop of X-Forwarded-For that is no trusted proxy, if the peer is one; else the peer (T-XFF-1).

    What stands to the left of it was written by whoever asks. A peer without an address is the proxy at the
    other end of a local socket, which is believed where any proxy is.
    """
    if not trusted or (peer is not None and not _is_in(_parse(peer), trusted)):
        return peer
    nearest = peer
    for hop in reversed(forwarded_for.split(",")):
        address = _parse(hop.strip())
        if address is None:
            break
        nearest = str(address)
        if not _is_in(address, trusted):
            break
    return nearest


def is_near(address: str | None) -> bool:
    """Is it this machine or its own network, rather than the world?"""
    parsed = _parse(address or "")
    return parsed is not None and (parsed.is_loopback or parsed.is_private or parsed.is_link_local)


def shortened(address: str | None) -> str:
    """The address's network, /24 or /48: enough to see where trouble comes from, and not who it is (PR-3)."""
    parsed = _parse(address or "")
    if parsed is None:
        return ""
    if isinstance(parsed, IPv4Address):
        return str(IPv4Network((parsed, 24), strict=False).network_address)
    return str(IPv6Network((parsed, 48), strict=False).network_address)


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _is_in(address: Address | None, networks: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in networks if network.version == address.version)
