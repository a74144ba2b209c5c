"""Reads of tenders. Lists go by the rising publication number, newest first, page after page (PERFORMANCE §7)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, cast
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from core import access, numbering
from core.access import Person
from core.models import AuditLeaf, AuditSecret, Authority, Role
from core.ownership import access as ownership
from core.pages import paging
from core.pages.paging import BIGGEST, PAGE, CountedPage, SortedPart, every_row, sorted_rows
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodStudy
from procurement.tenders import search
from procurement.tenders.models import (
    Criterion,
    Lot,
    Origin,
    Requirement,
    SourceDocument,
    Tender,
    TenderInterface,
    total_estimate,
)
from procurement.tenders.queries.changes import annotate_suspended, running, since_suspended
from procurement.tenders.search import EVERYTHING, Narrowing
from procurement.tenders.states import PUBLISHED, UNPUBLISHED, TenderLeafKind, TenderState

LISTED = 10  # rows of a section of Home
# A draft that is cancelled was never published: it has no number.
EVER_PUBLISHED = Q(state__in=PUBLISHED, publish_no__isnull=False)
LATEST_ASKING = 20  # tenders on the page of a standard


class ListedTender(TypedDict):
    """What a list tells of a tender, by the columns of its rows; a draft has no `publish_no`.

    `value`: what its lots are estimated at together; None unless each has an estimate. `suspended_at`: since when time
    stands still, None where it runs.
    """

    id: UUID
    publish_no: int | None
    ref: str
    title: str
    authority__name: str
    authority__zone: str
    state: str
    origin: str
    deadline_at: datetime | None
    questions_until_at: datetime | None
    answers_by_at: datetime | None
    suspended_at: datetime | None
    currency: str
    price_formula: str
    published_at: datetime | None
    is_test: bool
    lots: int
    value: Decimal | None


# --- the orders of a list ---

NEWEST = (every_row("-publish_no"),)
# Amounts of two currencies cannot be compared: one currency after the other, the highest first.
BY_VALUE = (
    SortedPart(
        Q(value_order__isnull=False),
        lambda values: values["value_order"] is not None,
        ("currency", "-value_order", "-publish_no"),
    ),
    SortedPart(Q(value_order=None), lambda values: values["value_order"] is None, ("-publish_no",)),
)


def by_deadline(now: datetime) -> tuple[SortedPart, ...]:
    """What closes next first; then what has closed, the latest first; then what names no deadline."""
    return (
        SortedPart(
            Q(deadline_at__gt=now),
            lambda values: values["deadline_at"] is not None and values["deadline_at"] > now,
            ("deadline_at", "publish_no"),
        ),
        SortedPart(
            Q(deadline_at__lte=now),
            lambda values: values["deadline_at"] is not None and values["deadline_at"] <= now,
            ("-deadline_at", "-publish_no"),
        ),
        SortedPart(Q(deadline_at=None), lambda values: values["deadline_at"] is None, ("-publish_no",)),
    )


class AskingRow(TypedDict):
    """A tender that asked for a standard, and the version that it named."""

    tender_id: UUID
    tender__ref: str
    tender__title: str
    tender__authority__name: str
    tender__state: str
    suspended_at: datetime | None
    standard_version: str


def with_authority() -> QuerySet[Tender]:
    """Tenders with their authority; no visibility applied."""
    return Tender.objects.select_related("authority")


def visible_to(user: Person) -> QuerySet[Tender]:
    """Published tenders for everyone, with or without an account, drafts for officers of the authority."""
    if not user.is_authenticated:
        return Tender.objects.filter(EVER_PUBLISHED)
    authorities = access.authorities_with(user, Role.OFFICER)
    return Tender.objects.filter(EVER_PUBLISHED | Q(authority__in=authorities))


def page(
    user: Person,
    tenders: QuerySet[Tender],
    *,
    narrowing: Narrowing = EVERYTHING,
    order: Sequence[SortedPart] = NEWEST,
    before: int | None = None,
    size: int = PAGE,
) -> CountedPage[ListedTender]:
    """One page of these tenders: drafts first, having no number yet, then in this order, after the number `before`.

    Three queries, plus one for roles, one for an officer's drafts, one for each part that the page goes on to, one
    for the tender `before` where its number says too little, one for each part of a narrowed list that many fit, and
    one to count where a word may go on.
    """
    total, capped = narrowing.count(tenders) if narrowing else paging.count(tenders)
    drafts = _drafts(user, narrowing.of(tenders), size) if before is None else []
    room = size - len(drafts)
    published = _published(tenders, narrowing, order, after=before, count=room + 1, many=capped)
    rows = drafts + published[:room]
    following = None
    if len(published) > room:
        following = rows[-1]["publish_no"] or BIGGEST  # a number that no tender has: where the published begin
    return CountedPage(rows=_with_lots(rows), next_before=following, total=total, capped=capped)


def rows_of_list(
    user: Person,
    tenders: QuerySet[Tender],
    *,
    narrowing: Narrowing = EVERYTHING,
    order: Sequence[SortedPart],
    most: int,
) -> list[ListedTender]:
    """All of these tenders as `page` lists them, but no more than `most`. The queries of `page` but for its count."""
    rows = _drafts(user, narrowing.of(tenders), most)
    rows += _published(tenders, narrowing, order, after=None, count=most - len(rows), many=False)
    return _with_lots(rows)


def _drafts(user: Person, tenders: QuerySet[Tender], count: int) -> list[ListedTender]:
    if not access.holds_any(user, Role.OFFICER):
        return []
    return _listed(tenders.filter(publish_no=None).order_by("-state_at", "pk")[:count])


def _published(
    tenders: QuerySet[Tender],
    narrowing: Narrowing,
    order: Sequence[SortedPart],
    *,
    after: int | None,
    count: int,
    many: bool,
) -> list[ListedTender]:
    """The first rows after a number. `many`: more fit than were counted, so the list's beginning may have them."""
    rows: list[ListedTender] = []
    for part in sorted_rows(tenders.filter(publish_no__isnull=False), order, after=after):
        if len(rows) < count:
            rows += _listed(_narrowed(part, narrowing, count=count, many=many))
    return rows[:count]


def _narrowed(part: QuerySet[Tender], narrowing: Narrowing, *, count: int, many: bool) -> QuerySet[Tender]:
    if not narrowing:
        return part[:count]
    walked = search.walked(part, narrowing, count=count) if many else None
    return search.fetched(part, narrowing, count=count) if walked is None else walked


def _listed(tenders: QuerySet[Tender]) -> list[ListedTender]:
    columns = set(ListedTender.__annotations__) - {"lots", "value"}
    return cast("list[ListedTender]", list(annotate_suspended(tenders).values(*columns)))


def _with_lots(rows: list[ListedTender]) -> list[ListedTender]:
    """The rows with the number of their lots and what these are estimated at together. One query."""
    estimates: dict[UUID, list[Decimal | None]] = {}
    lots = Lot.objects.filter(tender__in=[row["id"] for row in rows]).order_by()
    for tender, estimate in lots.values_list("tender_id", "estimate"):
        estimates.setdefault(tender, []).append(estimate)
    for row in rows:
        amounts = estimates.get(row["id"], [])
        row["lots"], row["value"] = len(amounts), total_estimate(amounts)
    return rows


def authorities_of(user: Person) -> QuerySet[Authority]:
    """Authorities with a tender that the person may see, by name; for the filter."""
    visible = visible_to(user).filter(authority=OuterRef("pk"))
    return Authority.objects.filter(Exists(visible)).order_by("name", "pk")


def undecided_authorities(user: Person, *, waiting: bool, name: str = "") -> QuerySet[Authority]:
    """Authorities without members that have tenders and that this person decides about, by name.

    `waiting`: those with the name of another one; else the rest. `name`: a part of their name.
    """
    rows = ownership.decided_by(user).filter(Exists(Tender.objects.filter(authority=OuterRef("pk"))))
    return rows.filter(same_name_as__isnull=not waiting, name__icontains=name)


def tender_counts(authorities: Sequence[Authority]) -> dict[UUID, int]:
    """{authority: number of its tenders}, drafts too. One query."""
    rows = Tender.objects.filter(authority__in=authorities).order_by().values("authority")
    return dict(rows.annotate(n=Count("pk")).values_list("authority", "n"))


def methods_of(user: Person) -> list[str]:
    """Price formulas in use among the tenders that the person may see, sorted. One query."""
    return search.values_in(visible_to(user), "price_formula")


def methods_in(tenders: QuerySet[Tender]) -> list[str]:
    """Price formulas that these tenders name, sorted. One query."""
    return search.values_in(tenders, "price_formula")


def currencies_of(user: Person) -> list[str]:
    """Currencies of the tenders that the person may see, sorted. One query."""
    return search.values_in(visible_to(user), "currency")


def sent_to_review_by(tender: Tender) -> str:
    """The id of the account that sent the tender to review last; empty if none is known. One query."""
    if tender._state.adding:  # noqa: SLF001 -- the documented way to ask whether a row is stored
        return ""
    who = AuditSecret.objects.filter(
        leaf__log=tender.audit_origin, leaf__kind=TenderLeafKind.SENT_TO_REVIEW, field="by"
    )
    return who.order_by("-leaf__index").values_list("value", flat=True).first() or ""


def lots_of(tender: Tender) -> list[Lot]:
    """Lots in order. One query."""
    return list(Lot.objects.filter(tender=tender).order_by("no"))


def criteria_of(tender: Tender) -> list[Criterion]:
    """The criteria in order. One query."""
    return list(Criterion.objects.filter(tender=tender).order_by("no"))


def requirement_ids_of(tender: Tender) -> dict[tuple[str, int], int]:
    """Rows of requirements by key and version. One query."""
    rows = Requirement.objects.filter(tender=tender).values_list("key", "version", "pk")
    return {(key, version): pk for key, version, pk in rows}


def interface_ids_of(tender: Tender) -> dict[str, int]:
    """Rows of interfaces by code. One query."""
    return dict(TenderInterface.objects.filter(tender=tender).values_list("code", "pk"))


def publishes_profile(sha256: str) -> bool:
    """Whether an interface of a published tender names the reference profile with this SHA-256. One query."""
    return TenderInterface.objects.filter(profile_sha=sha256, tender__publish_no__isnull=False).exists()


def search_text_of(tender: Tender) -> str:
    """What is searched of a tender, from its rows as they are: whoever writes these stores it. Two queries."""
    lots = list(Lot.objects.filter(tender=tender).order_by("no").values_list("title", "cpv"))
    standards = TenderInterface.objects.filter(tender=tender).order_by("no").values_list("standard_id", flat=True)
    texts = (tender.ref, tender.title, tender.description, tender.authority.name, *(title for title, _ in lots))
    return search.search_text(*texts, cpv=[str(code) for _, codes in lots for code in codes], standards=standards)


def source_of(tender: Tender) -> SourceDocument | None:
    """Where an imported tender comes from. One query."""
    return SourceDocument.objects.filter(tender=tender).first()


def note_codes_of(tender: Tender) -> set[str]:
    """The codes of what an import noted of the tender; empty for one run here. One query."""
    notes = SourceDocument.objects.filter(tender=tender).values_list("notes", flat=True).first()
    return {note["code"] for note in notes or () if "code" in note}


def study_of(tender: Tender) -> MethodStudy | None:
    """The study that the tender refers to, with its choices; no visibility applied. Two queries; none without one."""
    return study_queries.with_relations().filter(pk=tender.method_study_id).first() if tender.method_study_id else None


def around(study: MethodStudy) -> list[Tender]:
    """Tenders that refer to the study and its authority's drafts, newest first; no visibility applied. One query."""
    draft = Q(authority=study.authority_id, state=TenderState.DRAFT)
    tenders = annotate_suspended(Tender.objects.filter(Q(method_study=study) | draft))
    return list(tenders.order_by("-state_at", "pk"))


def asking_for(standard: str, user: Person) -> list[AskingRow]:
    """Published tenders that the person may see and whose interfaces name the standard, newest first. One query."""
    names = [name for name in AskingRow.__annotations__ if name.startswith("tender__")]
    rows = (
        TenderInterface.objects.filter(
            standard_id=standard, tender__in=visible_to(user), tender__publish_no__isnull=False
        )
        .annotate(suspended_at=since_suspended("tender_id"))
        .order_by("-tender__publish_no", "standard_version")
        .values("tender_id", "standard_version", "suspended_at", *names)
        .distinct()
    )
    return cast("list[AskingRow]", list(rows))


def next_publish_no() -> int:
    """The publication number after the highest; `numbering.following` says what it holds."""
    return numbering.following(Tender, "publish_no")


def next_ref(authority: Authority, year: int) -> str:
    """The authority's next reference of a year, as in "2026-014". Two queries.

    Effects: holds the authority's row until the transaction ends, so that two who ask at once get two references.
    """
    Authority.objects.select_for_update().get(pk=authority.pk)
    prefix = f"{year}-"
    refs = Tender.objects.filter(authority=authority, origin=Origin.OWN, ref__startswith=prefix)
    numbers = [int(ref[len(prefix) :]) for ref in refs.values_list("ref", flat=True) if ref[len(prefix) :].isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:03}"


def next_notice_no(authority: Authority, year: int) -> int:
    """The number of the authority's next notice of a year, without gaps. Two queries.

    Effects: holds the authority's row until the transaction ends, so that a publication that fails leaves no gap.
    """
    Authority.objects.select_for_update().get(pk=authority.pk)
    notices = Tender.objects.filter(authority=authority, notice_year=year)
    return (notices.aggregate(latest=Max("notice_no"))["latest"] or 0) + 1


# --- what Home and the timeline read ---


def drafts_of(authorities: Sequence[UUID]) -> list[Tender]:
    """Tenders that are not published yet, the newest first. One query."""
    tenders = with_authority().filter(authority__in=authorities, state__in=UNPUBLISHED)
    return list(tenders.order_by("-state_at", "pk")[:LISTED])


def any_draft_or_no_tender(authorities: Sequence[UUID]) -> bool:
    """Whether these authorities have something unpublished, or nothing at all. One query."""
    counts = Tender.objects.filter(authority__in=authorities).aggregate(
        total=Count("pk"), unpublished=Count("pk", filter=Q(state__in=UNPUBLISHED))
    )
    return bool(counts["unpublished"]) or not counts["total"]


def closing_next(*, now: datetime, authorities: Sequence[UUID] | None = None) -> list[Tender]:
    """Tenders open for bids, the next deadline first, with `suspended_at`; of these authorities, or of all.

    Of all: only those that take bids now; of an authority suspended ones, too, which its officers lift. One query.
    """
    tenders = annotate_suspended(with_authority().filter(state=TenderState.OPEN))
    if authorities is None:
        tenders = running(tenders).filter(deadline_at__gt=now)
    else:
        tenders = tenders.filter(Q(deadline_at__gt=now) | Q(suspended_at__isnull=False), authority__in=authorities)
    return list(tenders.order_by("deadline_at", "pk")[:LISTED])


def leaves_of(tender: Tender) -> list[AuditLeaf]:
    """The leaves of a tender's log in order, without their salts. One query."""
    return list(AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index"))
