"""A city and the people who work for it."""

import pytest

from tests import builders


@pytest.fixture
def city():
    return builders.authority("Larkmouth")


@pytest.fixture
def officer(city):
    return builders.person("officer", authority=city)


@pytest.fixture
def auditor(city):
    return builders.person("auditor", authority=city)
