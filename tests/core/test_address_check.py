"""An installation at an address where browsers make no keys is said so by `manage.py check`."""

import pytest
from django.core import checks


def warnings():
    return [(message.id, message.msg, message.level) for message in checks.run_checks() if message.id == "core.W002"]


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.7:8000", "http://tenders.city.example", "http://localhost.city.example", "http://[fd00::7]", ""],
)
def test_an_address_without_https_that_is_not_this_machine_s_is_warned_of(settings, address):
    settings.SITE_URL = address

    text = f"At {address} browsers refuse to make or use the keys that open bids: the address is not secure."
    assert warnings() == [("core.W002", text, checks.WARNING)]


@pytest.mark.parametrize(
    "address",
    [
        "https://tenders.city.example",
        "http://localhost:8000",
        "http://city.localhost",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
    ],
)
def test_https_and_one_s_own_machine_are_not(settings, address):
    settings.SITE_URL = address

    assert warnings() == []
