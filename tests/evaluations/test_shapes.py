"""A run has one shape: the API answers with it, and the page says it, but for a closed list of its leaves."""

import html
import re
from dataclasses import fields, is_dataclass
from datetime import datetime
from fractions import Fraction

import pytest
from django.urls import reverse

from core.pages import formats
from core.rest.shapes import from_json, to_json
from procurement.evaluations import summary
from procurement.evaluations.shapes import SummaryShape
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db
SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}

FOR_PROGRAMS = {
    "tender.id",
    "tender.origin",
    "lot.id",
    "run.id",
    "criteria.id",
    "criteria.key",
    "criteria.family",
    "criteria.kind",
    "criteria.input",
    "bids.counted",  # where a bid stands says it
    "bids.gates.criterion",
    "bids.parties.role",
    "answer.differences.criterion",
    "answer.differences.family",
    "answer.turns.fragile",  # the title says it
    "matrix.kind",
    "matrix.rows.criterion",
    "matrix.rows.family",
    "matrix.rows.kind",
    "matrix.rows.cells.best",  # a sign before the figure
    "excluded.where",
    "ranking.cells.criterion",
    "ranking.cells.family",
    "families.family",
    "composition.parts.family",
    "excluded.stage",
    "excluded.cells.criterion",
    "excluded.cells.family",
    "information.sections.key",
    "findings.listed",
    "findings.noticed.kind",
    "findings.noticed.needs_decision",
    "information.weights.criterion",
}
ON_THE_PAGE_OF_THE_TENDER = {
    "tender.description",
    "tender.basis",
    "tender.state",
    "tender.published_at",
    "tender.deadline_at",
    "lot.estimate",
    "criteria.scale.descriptor",
}
IN_OTHER_WORDS = {
    "ranking.sentence",  # the row of the table
    "bids.parties.size",  # said in the review, which asks for it
    "answer.dearer",  # cheaper by so much
    "composition.parts.points",  # sums of what the matrix has
    "ranking.cells.raw",  # the sentence of the cell
    "ranking.cells.share",
    "ranking.cells.sentence",  # its calculation
    "excluded.cells.sentence",
    "excluded.cells.raw",
    "excluded.cells.share",
    "bids.submitted_at",  # in the review
    "bids.status",
}


def leaves(value, path=()):
    """(dotted path, value) of whatever a shape says; nothing of what is empty."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item, path)
    elif value not in {None, ""}:
        yield ".".join(path), value


def texts_of(value, zone):
    """How a page may write a value."""
    if isinstance(value, bool):
        return {"passed" if value else "failed"}
    if isinstance(value, datetime):
        return {formats.moment(value, zone)}
    if isinstance(value, Fraction):
        share = formats.number(value * 100, 2)
        return {formats.number(value), formats.number(value, 2), formats.money(value, "EUR"), share}
    return {str(value), formats.number(value)} if isinstance(value, int) else {str(value)}


def one_line(text):
    return re.sub(r"[ \n\t]+", " ", text)


def cell_addresses(page):
    """Of every figure of the matrix."""
    return re.findall(r'<a href="([^"]+cell=[^"]+)#cell" hx-get', page)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"bids": 4, "change": lots.ruled_out},
        {"change": lots.below_the_minimum},
        lots.priced({"price": "100.00"}, {"price": "90.00"}),
        {"origin": "imported", "source": SOURCE},
    ],
    ids=["points", "excluded", "minimum", "money", "imported"],
)
def test_the_page_says_every_leaf_of_the_api_but_those_on_the_list(client, settings, options):
    settings.MFA_REQUIRED_ROLES = []
    run = lots.run_of(**options)
    client.force_login(builders.person("officer"))

    address = reverse("evaluations:detail", args=[run.lot.evaluation.pk])
    page = client.get(address).content.decode()
    page += "".join(client.get(html.unescape(url)).content.decode() for url in cell_addresses(page))
    answer = client.get(reverse("api:evaluation", args=[run.lot.evaluation.pk])).json()["summary"]

    text = one_line(html.unescape(re.sub(r"<[^>]+>", " ", page)))
    zone = run.lot.tender.authority.zone
    missing = {
        path
        for path, value in leaves(from_json(SummaryShape, answer))
        if not any(one_line(written) in text for written in texts_of(value, zone))
    }
    assert missing - FOR_PROGRAMS - ON_THE_PAGE_OF_THE_TENDER - IN_OTHER_WORDS == set()


def test_a_shape_that_is_written_and_read_is_the_same():
    run_summary = summary.of_run(lots.run_of(bids=4, change=lots.ruled_out))

    assert from_json(SummaryShape, to_json(run_summary)) == run_summary
