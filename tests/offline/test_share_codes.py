"""The document of a share code: written and read by one module, every field checked."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from offline import share_codes
from offline.reading import Problem, SignedFileFault
from scoring import canonical
from tests.offline.samples import CERTIFICATE, DECLARATION, DIRECTOR, SHARE

WRITTEN = {
    "site": "https://larkmouth.example",
    "code": "K7QM-2TXD-94RA",
    "supplier": {
        "name": "Tidewater Analytics",
        "id_scheme": "EXAMPLE-REG",
        "id_value": "S-1002",
        "country": "IE",
        "size": "small",
        "approval": "approved",
    },
    "made_at": "2026-12-03T09:30:00.000000Z",
    "ends_at": "2027-03-03T09:30:00.000000Z",
    "facts": [
        {
            "kind": "declaration",
            "code": "crime-org",
            "title": "Participation in a criminal organisation",
            "details": {"answer": "no"},
            "version": 1,
            "issued_date": "2026-01-14",
            "expires_date": "2027-01-14",
            "evidence": [],
            "signed_by": "Jonas Wray",
            "signed_at": "2026-01-14T10:00:00.000000Z",
        },
        {
            "kind": "certificate",
            "code": "",
            "title": "ISO/IEC 27001",
            "details": {"issuer": "Example Assurance", "number": "IS 4711"},
            "version": 3,
            "issued_date": "2023-12-13",
            "expires_date": "2026-12-12",
            "evidence": [{"name": "iso-27001.pdf", "sha256": "ab" * 32}],
            "signed_by": "Aoife Brennan",
            "signed_at": "2023-12-14T08:00:00.000000Z",
        },
        {
            "kind": "person",
            "code": "",
            "title": "Jonas Wray",
            "details": {"role": "director", "country": "IE"},
            "version": 1,
            "issued_date": None,
            "expires_date": None,
            "evidence": [],
            "signed_by": "Jonas Wray",
            "signed_at": "2026-01-14T10:05:00.000000Z",
        },
    ],
}


def document():
    return json.loads(canonical.dumps(SHARE))


def test_a_document_is_read_as_it_was_written():
    assert share_codes.read(document()) == SHARE


def test_the_document_says_this_and_nothing_else():
    assert document() == WRITTEN


def test_the_last_day_of_a_fact_counts():
    last = CERTIFICATE.expires_date

    assert [SHARE.ended_facts(last + timedelta(days=days)) for days in (-1, 0, 1)] == [(), (), (CERTIFICATE,)]
    assert SHARE.ended_facts(date(2027, 1, 15)) == (DECLARATION, CERTIFICATE)
    assert DIRECTOR.is_live(date(2999, 1, 1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda share: share.pop("site"), "the document lacks “site”"),
        (lambda share: share.update(stars=5), "the document has “stars”, which nobody knows"),
        (lambda share: share.update(made_at="2026-12-03"), "the document/made_at is no instant in UTC"),
        (lambda share: share.update(facts={}), "the document/facts is no list"),
        (lambda share: share.update(supplier="Tidewater"), "the document/supplier is no object"),
        (lambda share: share["supplier"].update(size=3), "the document/supplier/size is no text"),
        (lambda share: share["facts"][1].update(kind="wish"), "a fact of a kind that nobody knows"),
        (lambda share: share["facts"][1].update(version=True), "the document/facts/1/version is no whole number"),
        (lambda share: share["facts"][1].update(expires_date="12.12.2026"), "facts/1/expires_date is no day"),
        (lambda share: share["facts"][1].update(expires_date="20261212"), "facts/1/expires_date is no day"),
        (lambda share: share["facts"][1].update(expires_date=3), "facts/1/expires_date is no day"),
        (lambda share: share["facts"][1].update(details={"a": 1}), "facts/1/details is no object of texts"),
        (lambda share: share["facts"][1]["evidence"][0].update(sha256="00"), "sha256 is not 32 bytes"),
        (lambda share: share["facts"][1]["evidence"][0].update(path="x"), "has “path”, which nobody knows"),
    ],
)
def test_a_document_of_another_shape_is_refused_by_its_place(change, sentence):
    share = document()
    change(share)

    with pytest.raises(SignedFileFault) as caught:
        share_codes.read(share)
    assert caught.value.problem is Problem.MALFORMED
    assert sentence in str(caught.value)


def test_a_share_without_facts_is_one():
    bare = replace(SHARE, facts=())

    assert share_codes.read(json.loads(canonical.dumps(bare))) == bare
