"""Passphrases as the site keeps them: hashed by Argon2, and older hashes still open the account and are renewed."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, identify_hasher, make_password

from core.models import User
from procurement import settings as of_the_site
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hashers_of_the_site(settings, _quick_passphrases):
    settings.PASSWORD_HASHERS = of_the_site.PASSWORD_HASHERS


def test_a_passphrase_is_kept_as_argon2id_and_opens_the_account():
    user = builders.person(password=builders.PASSPHRASE)

    kept = User.objects.get(pk=user.pk)
    assert (kept.password.startswith("argon2$argon2id$"), builders.PASSPHRASE in kept.password) == (True, False)
    assert (kept.check_password(builders.PASSPHRASE), kept.check_password("another passphrase")) == (True, False)


def test_an_older_hash_opens_the_account_and_is_renewed():
    user = builders.person()
    User.objects.filter(pk=user.pk).update(password=make_password(builders.PASSPHRASE, hasher="pbkdf2_sha256"))
    user.refresh_from_db()

    assert user.check_password(builders.PASSPHRASE)
    assert identify_hasher(User.objects.get(pk=user.pk).password).algorithm == "argon2"


def test_a_hash_that_is_quick_to_guess_opens_nothing():
    quick = MD5PasswordHasher().encode(builders.PASSPHRASE, "salt")
    user = builders.person()
    User.objects.filter(pk=user.pk).update(password=quick)
    user.refresh_from_db()

    assert not user.check_password(builders.PASSPHRASE)
