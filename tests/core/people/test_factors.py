"""A lost second factor is taken away by two administrators, or by an operator where there are not two."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from core.models import AuditLeaf, FactorReset, Notice
from core.people import factors, queries, services
from core.people.refusals import PeopleRefused
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture
def person():
    user = builders.person("officer", name="Olena")
    TOTP.activate(user, "A" * 32)
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def administrator():
    return builders.person("administrator")


def ask(person, by, at=AT):
    return factors.request_reset(person=person, authority=builders.authority(), reason="Phone lost.", by=by, at=at)


def factors_of(person):
    return Authenticator.objects.filter(user=person).count()


def notices_of(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_two_administrators_take_a_factor_away_and_the_person_hears_of_it(person, administrator):
    other = builders.person("administrator")

    reset = ask(person, administrator)
    assert (factors_of(person), queries.waiting_reset(person, AT)) == (2, reset)
    factors.confirm_reset(reset=reset, by=other, at=AT)

    assert (factors_of(person), queries.waiting_reset(person, AT)) == (0, None)
    kinds = list(AuditLeaf.objects.order_by("index").values_list("kind", flat=True))
    assert kinds == ["account.factor_reset_requested", "account.factor_reset"]
    assert notices_of(person) == ["people.factor_reset_requested", "people.factor_reset"]
    assert (notices_of(other), notices_of(administrator)) == (["people.factor_reset_to_confirm"], [])


def test_neither_who_asked_nor_the_person_confirms(person, administrator):
    reset = ask(person, administrator)

    for user in (administrator, person):
        with pytest.raises(PeopleRefused, match="Another administrator than the one who asked"):
            factors.confirm_reset(reset=reset, by=user, at=AT)

    assert factors_of(person) == 2


def test_a_reset_is_confirmed_once_within_a_week_while_who_asked_is_an_administrator(person, administrator):
    other, third = builders.person("administrator"), builders.person("administrator")
    old = ask(person, administrator)
    week = AT + timedelta(days=7)
    with pytest.raises(PeopleRefused, match="waits no more"):
        factors.confirm_reset(reset=old, by=other, at=week)

    reset = ask(person, administrator, at=week)
    services.deactivate(person=administrator, reason="Left.", by=other, at=week)
    with pytest.raises(PeopleRefused, match="is no administrator any more"):
        factors.confirm_reset(reset=reset, by=other, at=week)
    services.reactivate(person=administrator, reason="Back.", by=other, at=week)
    factors.confirm_reset(reset=reset, by=other, at=week)

    with pytest.raises(PeopleRefused, match="waits no more"):
        factors.confirm_reset(reset=reset, by=third, at=week)
    assert FactorReset.objects.filter(confirmed_at=None, withdrawn_at=None).count() == 0


def test_one_waits_at_a_time_and_may_be_withdrawn(person, administrator):
    reset = ask(person, administrator)
    with pytest.raises(PeopleRefused, match="waits already"):
        ask(person, administrator)

    factors.withdraw_reset(reset=reset, by=administrator, at=AT)
    with pytest.raises(PeopleRefused, match="waits no more"):
        factors.withdraw_reset(reset=reset, by=administrator, at=AT)

    assert ask(person, administrator) != reset


def test_nothing_is_asked_for_oneself_or_for_one_without_a_factor(administrator):
    with pytest.raises(PeopleRefused, match="Two other administrators"):
        ask(administrator, administrator)
    with pytest.raises(PeopleRefused, match="has no second factor"):
        ask(builders.person("officer"), administrator)


def test_an_operator_resets_the_factor_of_a_sole_administrator_and_the_officers_hear_of_it(administrator):
    TOTP.activate(administrator, "A" * 32)
    officer, auditor = builders.person("officer"), builders.person("auditor")

    factors.reset_on_server(person=administrator, reason="Phone lost.", at=AT)

    assert factors_of(administrator) == 0
    assert (notices_of(officer), notices_of(auditor)) == (["people.factor_reset_of_colleague"], [])
    assert notices_of(administrator) == ["people.factor_reset"]
    with pytest.raises(PeopleRefused, match="has no second factor"):
        factors.reset_on_server(person=administrator, reason="Again.", at=AT)


def test_an_operator_is_sent_to_the_page_where_two_administrators_can_do_it(person, administrator):
    second = builders.person("administrator")
    assert set(factors.able_to_reset(person)) == {administrator, second}

    with pytest.raises(PeopleRefused, match="Two administrators can reset it together"):
        factors.reset_on_server(person=person, reason="Phone lost.", at=AT)


def test_who_is_alone_is_known(administrator):
    assert factors.is_sole_administrator(administrator) == [builders.authority()]

    builders.person("administrator")

    assert factors.is_sole_administrator(administrator) == []
