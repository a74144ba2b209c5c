"""Whether a browser sits on this machine: every sign must say so, and nobody can claim it from elsewhere."""

import pytest

from core.loopback import PROXY_HEADERS, is_from_this_machine, is_loopback


@pytest.fixture(autouse=True)
def _any_host(settings):
    settings.ALLOWED_HOSTS = ["*"]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_loopback_address(address):
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", ["", "192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "0.0.0.0", "localhost", "127.0.0.1, 192.0.2.7"]
)
def test_any_other_text_is_none(address):
    assert not is_loopback(address)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8112", "[::1]:8000"])
def test_a_browser_on_this_machine(rf, host):
    assert is_from_this_machine(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST=host))


@pytest.mark.parametrize("host", ["city.example", "localhost.city.example", "127.0.0.1.city.example", "192.0.2.7"])
def test_a_name_from_elsewhere_that_leads_here(rf, host):
    assert not is_from_this_machine(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST=host))


def test_a_peer_from_elsewhere_that_uses_our_name(rf):
    assert not is_from_this_machine(rf.get("/", REMOTE_ADDR="192.0.2.7", HTTP_HOST="localhost"))


@pytest.mark.parametrize("header", PROXY_HEADERS)
def test_a_proxy_on_this_machine(rf, header):
    """Whoever asks it, and whatever it says of them: also that they are here."""
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost", headers={header: "127.0.0.1"})

    assert not is_from_this_machine(request)
