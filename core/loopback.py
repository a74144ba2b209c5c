"""Whether a request comes from a browser on this machine, asked by what nobody elsewhere can claim."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
# A proxy on this machine is a local peer whoever asks; these are what proxies write.
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


def is_from_this_machine(request: HttpRequest) -> bool:
    """The peer is a loopback address, the site was called by a local name, and no proxy stands between."""
    host, _port = split_domain_port(request.get_host())
    has_proxy = any(header in request.headers for header in PROXY_HEADERS)
    return not has_proxy and host in LOCAL_NAMES and is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    """Whether this text is a loopback address, IPv4 also as IPv6 writes it."""
    try:
        peer = ip_address(address)
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    return peer.is_loopback
