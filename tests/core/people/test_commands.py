"""The commands `people`, `reset_factor`, `first_link`, and what `serve` says of a site without an administrator."""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from core.management.commands.serve import say_first_start
from core.models import AuditSecret, Mail
from core.people import factors
from tests import builders

pytestmark = pytest.mark.django_db
CITY = "City of Builders"


@pytest.fixture
def ada():
    return builders.person("administrator", email="ada@city.example")


def command(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def test_roles_are_granted_and_withdrawn_and_accounts_closed_and_opened(ada):
    person = builders.person(email="olena@city.example")
    act = (CITY, "Olena@city.example", "--reason=Her post.", "--by=ada@city.example")
    head = [f"{CITY}:", "ada@city.example: administrator, no second factor"]

    command("people", "grant", *act, "--role=auditor")
    granted = command("people", "grant", *act, "--role=officer")
    closed = command("people", "close", *act)
    command("people", "open", *act)
    withdrawn = command("people", "withdraw", *act, "--role=officer")

    assert granted == [*head, "olena@city.example: officer, auditor, no second factor"]
    assert closed == [*head, "olena@city.example: officer, auditor, closed, no second factor"]
    assert withdrawn == [*head, "olena@city.example: auditor, no second factor"] == command("people", "show", CITY)
    by = AuditSecret.objects.filter(field="by").values_list("value", flat=True)
    assert (set(by), str(person)) == ({str(ada.pk)}, str(person))


def test_an_invitation_is_mailed_and_without_mail_its_link_is_printed(ada, settings):
    act = ("people", "invite", CITY, "olena@city.example", "--reason=Post.", "--role=officer", "--role=opener")

    assert command(*act, "--by=ada@city.example")[0] == "Goes to olena@city.example by mail."
    assert Mail.objects.get().invitation.email == "olena@city.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    lines = command(*act)

    assert re.fullmatch(r"Hand this link over; it works once: http\S+/people/invitation/[\w-]{43}/", lines[0])
    assert lines[-1] == "olena@city.example: invited as officer, opener"


@pytest.mark.parametrize(
    ("act", "address", "by", "sentence"),
    [
        ("close", "ada@city.example", "", "would have no administrator"),
        ("close", "nobody@city.example", "", "No account has the address nobody@city.example"),
        ("close", "olena@city.example", "olena@city.example", "Only an administrator of the authority"),
        ("close", "ada@city.example", "ada@city.example", "Another administrator does this to your account"),
    ],
)
def test_what_is_refused(act, address, by, sentence, ada):
    builders.person("officer", email="olena@city.example")

    with pytest.raises(CommandError, match=sentence):
        command("people", act, CITY, address, "--reason=x", f"--by={by}")


def test_a_factor_is_reset_where_no_two_administrators_can(ada):
    TOTP.activate(ada, "A" * 32)

    [line] = command("reset_factor", "ada@city.example", "--reason=Seen in person.")

    assert line == "The second factor of ada@city.example is gone; a new one is set up at the next sign-in."
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="has no second factor"):
        command("reset_factor", "ada@city.example", "--reason=Again.")


def test_it_is_refused_where_two_administrators_can(ada):
    person = builders.person("officer", email="olena@city.example")
    builders.person("administrator")
    TOTP.activate(person, "A" * 32)
    assert len(factors.able_to_reset(person)) == 2

    with pytest.raises(CommandError, match="Two administrators can reset it together"):
        command("reset_factor", "olena@city.example", "--reason=x")


def test_serve_and_a_command_print_the_link_of_the_first_start_while_there_is_no_administrator():
    lines = []
    say_first_start(lines.append, "http://127.0.0.1:8000")
    [printed] = command("first_link", "--site", "https://site.example/")

    assert re.search(r"Within 24 hours, open once it runs: http://127.0.0.1:8000/people/start/[\w-]{43}/$", lines[0])
    assert re.fullmatch(r"https://site.example/people/start/[\w-]{43}/", printed)

    builders.person("administrator")
    say_first_start(lines.append, "http://127.0.0.1:8000")
    assert len(lines) == 1
    with pytest.raises(CommandError, match="has an administrator"):
        command("first_link")
