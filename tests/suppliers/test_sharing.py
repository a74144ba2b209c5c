"""Share codes: what is signed, who opens it, when it is over, and that a wrong code tells nothing."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as some

from core.models import AuditLeaf
from core.signing import keyfile
from core.signing import queries as signing
from core.signing import services as signing_services
from offline import share_codes, signed
from offline.verifying import verify
from suppliers import gather, queries, services
from suppliers.integrity import check_share_codes
from suppliers.models import ShareCode, ShareCodeLookup
from suppliers.rules import codes
from suppliers.services import CodeUnknown, SupplierRefused, TooManyTries
from tests import builders
from tests.suppliers import firms
from tests.suppliers.firms import AT, LATER, manager_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OVER = AT + services.sharing.LIFETIME


def sharing(supplier=None, *, at=AT):
    """A code of a supplier with one fact of each kind."""
    supplier = supplier or firms.approved(name="Tidewater Analytics", country="IE", id_scheme="X", id_value="S-1002")
    if not len(queries.facts_of(supplier)):
        firms.with_one_of_each(supplier)
    return services.make_share_code(supplier=supplier, by=manager_of(supplier), at=at)


def look_up(text, *, on_behalf_of=None, by=None, at=LATER):
    partner = on_behalf_of or firms.firm(name="Partner")
    return services.look_up(text=text, on_behalf_of=partner, by=by or builders.person(), at=at)


def leaves(kind):
    return [json.loads(leaf.body) for leaf in AuditLeaf.objects.filter(kind=kind)]


# --- letters ---


@given(some.text(codes.ALPHABET, min_size=12, max_size=12), some.sampled_from(["-", " ", "", "–", "\u2212", " - "]))
def test_a_code_is_read_however_it_is_written(letters, between):
    code = codes.in_groups(letters)
    written = code.replace("-", between).lower().replace("0", "o").replace("1", "l")

    assert codes.read_code(written) == code


@pytest.mark.parametrize("text", ["", "K7QM-2TXD-94R", "K7QM-2TXD-94RAA", "K7QM-2TXD-94RU", "K7QM 2TXD 94R!", "×" * 12])
def test_what_can_be_no_code_is_none(text):
    assert codes.read_code(text) is None


# --- making ---


def test_a_code_is_a_dated_signed_snapshot():
    share_code = sharing()

    assert codes.read_code(share_code.code) == share_code.code
    assert (share_code.made_at, share_code.ends_at, share_code.ended_at) == (AT, AT + timedelta(days=90), None)
    verdict = verify(share_code.snapshot.encode(), fingerprint=signing.current_fingerprint(), on=AT.date())
    assert (verdict.problem, verdict.is_from_key) == (None, True)
    assert verdict.sentences[0] == (
        f"Share code {share_code.code}: facts of Tidewater Analytics (X S-1002), "
        "as they stood on 2 March 2026, 12:00 UTC."
    )


def test_the_snapshot_says_what_is_in_force_in_exact_texts():
    supplier = firms.approved(builders.person(name="Ada Berg"), name="Tidewater Analytics", country="IE")
    withdrawn = firms.enter(supplier, firms.certificate(name="Old one"))
    services.withdraw_fact(fact=withdrawn, by=manager_of(supplier), at=AT)
    firms.with_one_of_each(supplier)

    document = share_codes.read(signed.read(sharing(supplier, at=LATER).snapshot.encode()).document)

    assert document.supplier == share_codes.SharedSupplier("Tidewater Analytics", "", "", "IE", "unknown", "approved")
    assert [(fact.kind.value, fact.code, fact.title, dict(fact.details)) for fact in document.facts] == [
        ("declaration", "corruption", "Conviction for corruption", {"answer": "no"}),
        ("certificate", "", "ISO 27001", {"issuer": "TÜV Süd", "number": "C-1"}),
        ("capability", "48000000", "Street lamps connected", {"amount": "11400", "unit": "lamps"}),
        ("policy", "equality", "Equal pay", {"text": "We pay equally."}),
        ("person", "", "Ada Owner", {"role": "owner", "share": "33.3333", "country": "IE"}),
    ]
    assert {(fact.signed_by, fact.signed_at, fact.version) for fact in document.facts} == {("Ada Berg", AT, 1)}


def test_a_later_change_of_a_fact_changes_no_snapshot():
    share_code = sharing()
    before = share_code.snapshot
    [certificate] = queries.facts_of(share_code.supplier).certificates
    services.replace_fact(
        fact=certificate,
        entry=firms.certificate(name="ISO 9001"),
        evidence=None,
        by=manager_of(share_code.supplier),
        at=LATER,
    )

    share_code.refresh_from_db()
    assert share_code.snapshot == before
    assert "ISO 9001" not in before


@pytest.mark.parametrize("n", [1, 3])
def test_a_snapshot_costs_as_many_queries_for_many_facts(n, django_assert_num_queries):
    supplier = firms.firm()
    for _ in range(n):
        firms.with_one_of_each(supplier)

    with django_assert_num_queries(5):
        document = gather.share_document(supplier, "K7QM-2TXD-94RA", made_at=AT, ends_at=OVER)

    assert len(document.facts) == len(queries.facts_of(supplier))


def test_another_code_ends_the_one_before():
    first = sharing()
    second = sharing(first.supplier, at=LATER)

    first.refresh_from_db()
    assert (first.ended_at, first.ended_by) == (LATER, manager_of(first.supplier))
    assert queries.current_code(first.supplier, LATER) == second
    assert first.code != second.code
    with pytest.raises(CodeUnknown):
        look_up(first.code)


def test_without_facts_there_is_nothing_to_share():
    supplier = firms.firm()

    with pytest.raises(SupplierRefused, match="nothing to share"):
        services.make_share_code(supplier=supplier, by=manager_of(supplier), at=AT)
    assert ShareCode.objects.count() == 0


def test_a_site_that_cannot_sign_makes_no_code_and_keeps_the_one_before():
    first = sharing()
    keyfile.place().unlink()

    with pytest.raises(SupplierRefused, match="cannot sign at present"):
        sharing(first.supplier, at=LATER)

    assert queries.current_code(first.supplier, LATER) == first


def test_no_leaf_has_the_code_or_a_fact():
    share_code = sharing()
    look_up(share_code.code)
    services.end_share_code(supplier=share_code.supplier, by=manager_of(share_code.supplier), at=LATER)

    bodies = " ".join(AuditLeaf.objects.filter(kind__startswith="share_code").values_list("body", flat=True))
    assert [text for text in (share_code.code, share_code.code[:4], "Tidewater", "ISO 27001") if text in bodies] == []
    assert [leaf["facts"] for leaf in leaves("share_code.made")] == [{"facts": 5, "key": signing.current_fingerprint()}]
    assert str(share_code.code) not in str(share_code)


# --- looking up ---


def test_a_partner_an_officer_and_a_typist_open_it():
    share_code = sharing()
    city = builders.authority()
    partner = firms.firm(name="Partner")

    for_partner = look_up(share_code.code, on_behalf_of=partner)
    for_city = look_up(share_code.code.lower().replace("-", " "), on_behalf_of=city, by=builders.person("officer"))

    assert [for_partner.organisation, for_city.organisation] == [partner, city]
    assert [lookup.organisation for lookup in queries.lookups_of(share_code)] in (
        [partner, city],
        [city, partner],
    )
    assert [leaf["facts"] for leaf in leaves("share_code.looked_up")] == [{"as": "supplier"}, {"as": "officer"}]


def test_looking_again_on_the_same_day_is_the_same_lookup():
    share_code, person, partner = sharing(), builders.person(), firms.firm(name="Partner")
    who = {"on_behalf_of": partner, "by": person}

    first, again = look_up(share_code.code, **who), look_up(share_code.code, **who)
    later = look_up(share_code.code, at=LATER + DAY, **who)

    assert (first, later == first) == (again, False)
    assert ShareCodeLookup.objects.count() == len(leaves("share_code.looked_up")) == 2


def sentences(*texts, at=LATER):
    """What each of these codes is answered with."""
    answers = set()
    for text in texts:
        with pytest.raises(CodeUnknown) as unknown:
            look_up(text, at=at)
        answers.add(str(unknown.value))
    return answers


def test_a_wrong_an_ended_and_an_expired_code_get_the_very_same_answer():
    wrong, ended, expired = "K7QM-2TXD-94RA", sharing(), sharing(firms.firm(name="Another"))
    services.end_share_code(supplier=ended.supplier, by=manager_of(ended.supplier), at=LATER)

    assert look_up(expired.code, at=OVER - timedelta(seconds=1)).share_code == expired
    answers = sentences(wrong, ended.code, expired.code, "", "no code at all", at=OVER)

    assert len(answers) == 1
    assert leaves("share_code.looked_up")[1:] == []


def test_what_was_looked_up_is_seen_until_the_code_ends():
    share_code, person = sharing(), builders.person()
    lookup = look_up(share_code.code, by=person)

    assert queries.lookup_by(person, lookup.pk, LATER) == lookup
    assert queries.lookup_by(builders.person(), lookup.pk, LATER) is None
    assert queries.lookup_by(person, lookup.pk, OVER) is None
    services.end_share_code(supplier=share_code.supplier, by=manager_of(share_code.supplier), at=LATER)
    assert queries.lookup_by(person, lookup.pk, LATER) is None


def test_whoever_guesses_waits_an_hour_and_leaves_one_leaf():
    share_code, person = sharing(), builders.person()
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            look_up("0000-0000-0000", by=person)

    for text in ("0000-0000-0000", share_code.code):
        with pytest.raises(TooManyTries):
            look_up(text, by=person)

    assert len(leaves("share_code.lookups_limited")) == 1
    assert look_up(share_code.code).share_code == share_code  # nobody else waits


@pytest.mark.parametrize(("minutes", "answer"), [(55, TooManyTries), (61, CodeUnknown)])
def test_the_wait_is_an_hour_whatever_the_cache_does_by_itself(minutes, answer):
    person, now = builders.person(), datetime.now(UTC)
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            look_up("0000-0000-0000", by=person)

    with time_machine.travel(now + timedelta(minutes=minutes)), pytest.raises(answer):
        look_up("0000-0000-0000", by=person)


def test_a_right_code_counts_as_no_try():
    share_code, person, partner = sharing(), builders.person(), firms.firm(name="Partner")

    for days in range(12):
        look_up(share_code.code, by=person, on_behalf_of=partner, at=LATER + days * DAY)

    assert ShareCodeLookup.objects.count() == 12


# --- ending ---


def test_a_code_is_ended_once():
    share_code = sharing()
    who = {"supplier": share_code.supplier, "by": manager_of(share_code.supplier)}
    services.end_share_code(at=LATER, **who)

    with pytest.raises(SupplierRefused, match="no code"):
        services.end_share_code(at=LATER, **who)
    assert len(leaves("share_code.ended")) == 1


def test_an_erased_supplier_leaves_no_snapshot():
    share_code = sharing()
    look_up(share_code.code)
    other = sharing(firms.firm(name="Another"))

    services.erase(supplier=share_code.supplier, by=manager_of(share_code.supplier), at=LATER)

    assert list(ShareCode.objects.all()) == [other]
    assert ShareCodeLookup.objects.count() == 0


def test_everything_about_a_supplier_has_its_codes_and_who_looked():
    share_code = sharing()
    look_up(share_code.code, on_behalf_of=builders.authority("City of Larkmouth"))

    assert gather.everything_about(share_code.supplier, at=LATER)["share_codes"] == [
        {
            "made_by": str(manager_of(share_code.supplier)),
            "made_at": AT.isoformat(),
            "ends_at": OVER.isoformat(),
            "ended_at": None,
            "file": share_code.snapshot,
            "looked_up": [{"for": "City of Larkmouth", "at": LATER.isoformat()}],
        }
    ]


# --- what is stored is verified ---


def verified():
    out = StringIO()
    try:
        call_command("verify", "share_codes", stdout=out)
    except CommandError as faults:
        out.write(str(faults))
    return out.getvalue().splitlines()


def test_codes_of_an_earlier_key_still_verify():
    first = sharing()
    signing_services.rotate(by=None, at=LATER)
    second = sharing(firms.firm(name="Another"), at=LATER)

    fingerprints = [signed.read(row.snapshot.encode()).fingerprint for row in (first, second)]
    assert fingerprints == [key.fingerprint for key in reversed(signing.all_keys())]
    assert verified() == ["share codes: 2 checked, 0 faults"]


@pytest.mark.usefixtures("rows_may_change")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda row: {"snapshot": row.snapshot.replace("ISO 27001", "ISO 27002")}, "was changed after it was signed"),
        (lambda row: {"snapshot": "{}"}, "the file lacks “format”."),
        (lambda row: {"code": "K7QM-2TXD-94RA"}, "The file is that of another code."),
        (lambda row: {"ends_at": OVER + DAY}, "The file is that of another code."),
    ],
)
def test_verify_names_a_code_that_somebody_changed(change, sentence):
    share_code = sharing()
    ShareCode.objects.filter(pk=share_code.pk).update(**change(share_code))

    [checked] = check_share_codes()
    assert [fault for fault in checked.faults if sentence in fault] != []


def test_a_file_ends_offline_with_its_code():
    share_code, fingerprint = sharing(), signing.current_fingerprint()
    file = share_code.snapshot.encode()

    days = [AT.date() - DAY, AT.date(), OVER.date(), OVER.date() + DAY]
    problems = [verify(file, fingerprint=fingerprint, on=day).problem for day in days]

    assert problems == ["not_yet", None, None, "expired"]
    assert all(earlier < later for earlier, later in pairwise(days))
    assert date.fromisoformat("2026-05-31") == OVER.date()
