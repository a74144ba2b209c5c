"""Policies at a state of their table, by the real services, for tests."""

from datetime import date, timedelta

from procurement.policies import gather, services
from procurement.policies.states import PolicyState, Verdict
from tests import builders

AT = builders.AT
REVIEW = date(2026, 8, 31)
LATER = AT + timedelta(days=40)
CLOSES = AT + timedelta(days=21)
TEXT = "Twelve points would do."


def city(name="City of Policies", **changes):
    facts = {"zone": "Europe/Lisbon", "currency": "EUR", "basis": "net", "law_profile": "eu-directive/1"}
    return builders.authority(name, **facts | changes)


def officer(authority):
    return builders.person("officer", authority=authority)


def draft(authority=None, *, by=None, at=AT):
    owner = authority or city()
    return services.begin_with_ready_policy(authority=owner, by=by or officer(owner), at=at)


def in_force(authority=None, *, review=REVIEW, at=AT):
    version = draft(authority, at=at)
    services.adopt_unconsulted(version=version, review_date=review, by=officer(version.authority), at=at)
    return version


def next_draft(authority=None, *, by=None, at=AT):
    version = in_force(authority, at=at)
    return services.begin_next(authority=version.authority, by=by or officer(version.authority), at=at)


def in_consultation(authority=None, *, by=None, closes_at=CLOSES, at=AT):
    """The first version of an authority, in consultation for 21 days."""
    return open_for_comments(draft(authority, by=by, at=at), closes_at=closes_at, at=at)


def open_for_comments(version, *, closes_at=CLOSES, at=AT):
    services.open_consultation(version=version, closes_at=closes_at, by=officer(version.authority), at=at)
    return version


def revised(version, *, at=AT):
    services.revise(version=version, by=officer(version.authority), at=at)
    return version


def adopted(version, *, review=date(2028, 1, 1), at=LATER):
    services.adopt(version=version, review_date=review, by=officer(version.authority), at=at)
    return version


def comment(version, *, text=TEXT, rule="VFM-2", by=None, supplier=None, at=AT):
    author = by or builders.person()
    return services.comment(version=version, text=text, rule=rule, supplier=supplier, by=author, at=at)


def answer(entry, *, verdict=Verdict.PARTLY, text="From next year on.", at=LATER):
    by = officer(entry.consultation.version.authority)
    return services.answer(comment=entry, verdict=verdict, text=text, by=by, at=at)


def write(version, *, by, settings=None, law_figures=None, text="", note="", at=AT):
    services.change(
        version=version,
        settings=settings or gather.settings_of(version),
        law_figures=law_figures or {},
        text=text,
        change_note=note,
        seen=services.draft_digest(version),
        by=by,
        at=at,
    )


def version_at(state):
    """A version in this state, by the real services."""
    if state == PolicyState.SUPERSEDED:
        version = in_force()
        following = services.begin_next(authority=version.authority, by=officer(version.authority), at=AT)
        adopted(open_for_comments(following))
        version.refresh_from_db()
        return version
    return {PolicyState.DRAFT: draft, PolicyState.CONSULTING: in_consultation, PolicyState.ADOPTED: in_force}[state]()
