"""A start that would be unsafe is refused (RELIABILITY §9)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CITY_SETTINGS = {"EVENHAND_MODE": "production", "SECRET_KEY": "its-own-" + "k" * 60}
PRODUCTION = "Production needs its own SECRET_KEY, and neither DEBUG nor EVENHAND_DEMO."


def started(folder, printed="s.MODE", **variables):
    """(exit code, last line) of reading the settings with these variables alone and printing `printed`."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    done = subprocess.run(
        [sys.executable, "-c", f"import procurement.settings as s; print({printed})"],
        cwd=ROOT,
        env=kept | {"EVENHAND_DATA": str(folder)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()[-1].removeprefix(
        "django.core.exceptions.ImproperlyConfigured: "
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"EVENHAND_MODE": "Production"}, "EVENHAND_MODE is 'embedded' or 'production', not 'Production'."),
        ({"EVENHAND_MODE": "production"}, PRODUCTION),
        (CITY_SETTINGS | {"DEBUG": "1"}, PRODUCTION),
        (CITY_SETTINGS | {"EVENHAND_DEMO": "1"}, PRODUCTION),
    ],
    ids=["a mode that is none", "the secret of the source", "DEBUG", "the demonstration"],
)
def test_an_unsafe_start_is_refused(tmp_path, variables, why):
    assert started(tmp_path, **variables) == (1, why)


@pytest.mark.slow
def test_production_asks_for_second_factors_and_prints_no_mail(tmp_path):
    printed = "s.MFA_REQUIRED_ROLES, s.EMAIL_BACKEND"

    assert started(tmp_path, printed, **CITY_SETTINGS) == (
        0,
        "['officer', 'opener', 'escrow', 'auditor', 'reviewer', 'administrator'] django.core.mail.backends.dummy.EmailBackend",
    )


@pytest.mark.slow
def test_behind_a_proxy_its_visitors_are_told_apart(tmp_path):
    variables = CITY_SETTINGS | {"BEHIND_TLS_PROXY": "1", "EMAIL_URL": "smtp+tls://city:word@mail.internal:587"}
    printed = "s.ALLAUTH_TRUSTED_PROXY_COUNT, s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS"

    assert started(tmp_path, printed, **variables) == (0, "1 mail.internal 587 True")
