"""The law profiles, each a typed row. Checked 28 November 2026; not legal advice: a city's lawyer confirms its profile.

A figure that changes makes a new version (`eu-directive/2`): tenders that pinned the old one keep it. Sources:
Directives 2014/24/EU (D24) and 89/665/EEC (D89), GWB and VgV, Procurement Act 2023 (PA) with Regulations 2024.
"""

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

from core import canon
from core.law.terms import (
    Answers,
    CalendarRule,
    ChangeNotice,
    ContractCopy,
    Count,
    DayUnit,
    DutyLevel,
    Ends,
    ExclusionYears,
    KpiDuty,
    LawProfile,
    Limit,
    LowBids,
    Modification,
    OtherMeans,
    PriorNoticeWindow,
    Retention,
    Review,
    Standstill,
    Submission,
    Threshold,
)
from core.models import LawProfileId, PriceBasis


def _eur_net(amount: int) -> Limit:
    return Limit(Decimal(amount), "EUR", PriceBasis.NET)


def _gbp_gross(amount: int) -> Limit:
    return Limit(Decimal(amount), "GBP", PriceBasis.GROSS)


REASONS = ("review_clause", "additional", "unforeseen", "successor", "non_substantial", "de_minimis")
JOURNAL = ChangeNotice(additional="official_journal_after", unforeseen="official_journal_after")

EU = LawProfile(
    id=LawProfileId.EU,
    calendar=CalendarRule(country=None, parts="one"),
    currency="EUR",
    basis=PriceBasis.NET,
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 12, 31),
    # D24 4; Delegated Regulations (EU) 2025/2150 to 2152
    threshold=Threshold(
        works=_eur_net(5_404_000), central=_eur_net(140_000), sub_central=_eur_net(216_000), social=_eur_net(750_000)
    ),
    # D89 2a, 2b; the roll by Regulation 1182/71 art. 3(4)
    standstill=Standstill(
        trigger="letters_sent_last",
        days=10,
        unit=DayUnit.CALENDAR,
        count=Count.AFTER,
        roll=True,
        other_means=OtherMeans(from_sent=15, or_from_receipt=10),
        summary="with_letter",
        letter_states_period=True,
        exempt=("no_notice_required", "only_winner_concerned", "call_off"),
    ),
    # D89 1(5), 2(3)
    review=Review(
        authority_first="national_choice",
        suspends_from="submission",
        after_reply_days=10,
        after_reply_days_other_means=15,
        independent_body="until_decision",
    ),
    # D24 27 to 31, 47, 53(1)
    submission=Submission(
        count=Count.AFTER,
        trigger="notice_sent",
        roll=True,
        ends=Ends.DAY_END,
        open=35,
        open_electronic=30,
        open_prior_notice=15,
        open_urgent=15,
        request=30,
        request_urgent=15,
        tender=30,
        tender_electronic=25,
        tender_prior_notice=10,
        tender_urgent=10,
        tender_sub_central_default=10,
        documents_not_online_plus=5,
        prior_notice_window=PriorNoticeWindow(min_days=35, max_months=12),
    ),
    # D24 53(2), 47(3)
    answers=Answers(days_before=6, days_before_urgent=4, count=Count.BACK, extension="proportionate"),
    turnover_factor=Decimal(2),  # D24 58(3)
    brand_without_equivalent=DutyLevel.BLOCK,  # D24 42(4)
    standard_without_equivalent=DutyLevel.BLOCK,  # D24 42(3)(b)
    # D24 69
    abnormally_low=LowBids(ask="must", reject_unexplained="may", reject_social_breach="must"),
    # D24 72
    modification=Modification(
        de_minimis_pct=Decimal(10),
        de_minimis_works_pct=Decimal(15),
        test="lt",
        sum="net_cumulative",
        and_below_threshold=True,
        additional_pct=Decimal(50),
        unforeseen_pct=Decimal(50),
        pct_applies="each",
        base="initial_or_indexed",
        reasons=REASONS,
        notice=JOURNAL,
    ),
    # D24 73
    termination_by_law=("substantial_modification", "mandatory_ground_at_award", "court_finding"),
    reasons_on_request_days=15,  # D24 55(2)
    result_notice_days=30,  # D24 50(1)
    result_notice_count=Count.AFTER,
    retention=Retention(start="award", years=3),  # D24 84(2)
    withhold=("law", "public_interest", "commercial", "competition"),  # D24 55(3)
    exclusion_years=ExclusionYears(mandatory=5, optional=3),  # D24 57(7)
    kpi=None,
)

DE = replace(
    EU,
    id=LawProfileId.DE,
    state="before 2026-07-01, to be confirmed",
    calendar=CalendarRule(country="DE", parts="land"),
    # GWB 134, 135; whether the end rolls is disputed: rolling is safe under both readings
    standstill=replace(
        EU.standstill,
        roll_disputed=True,
        min_working_days_warn=5,
        other_means=OtherMeans(from_sent=15),
        exempt=("urgent_without_call",),
    ),
    # GWB 160(3), 169(1)
    review=Review(
        authority_first="complaint_only",
        complaint_days=10,
        application_after_refusal_days=15,
        suspends_from="chamber_informs_in_text_form",
        independent_body="until_decision_and_appeal_period",
    ),
    # GWB 132(2), (3), 130(2)
    modification=replace(EU.modification, test="le", sum="total", social_services_pct=Decimal(20)),
    opening_persons_min=2,  # VgV 55
    retention=Retention(start="award", years=3, and_not_before="contract_end"),  # VgV 8(4)
)

UK = LawProfile(
    id=LawProfileId.UK,
    calendar=CalendarRule(country="GB", parts="union"),  # PA 123(1)
    currency="GBP",
    basis=PriceBasis.GROSS,  # PA 123(2)
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 12, 31),
    # PA Schedule 1, 87
    threshold=Threshold(
        works=_gbp_gross(5_193_000),
        central=_gbp_gross(135_018),
        sub_central=_gbp_gross(207_720),
        light_touch=_gbp_gross(663_540),
        notifiable_below=_gbp_gross(30_000),
    ),
    # PA 50, 51
    standstill=Standstill(
        trigger="award_notice_published",
        days=8,
        unit=DayUnit.WORKING,
        count=Count.FROM,
        roll=False,
        summary="before_notice_all_at_once",
        notice_states_end=True,
        voluntary_min_days=8,
        exempt=(
            "extreme_urgency",
            "life_protection",
            "private_utility_direct",
            "framework_call_off",
            "dynamic_market",
            "light_touch",
        ),
    ),
    # PA 101, 102, 106
    review=Review(
        authority_first="no",
        suspends_from="claim_issued_and_notified_in_standstill",
        independent_body="until_disposed_or_lifted",
        claim_days=30,
    ),
    # PA 15, 54
    submission=Submission(
        count=Count.AFTER,
        trigger="invitation",
        roll=False,
        ends=Ends.DEADLINE_DAY,
        open=35,
        open_one_missing=30,
        open_electronic_all_documents=25,
        open_prior_notice=10,
        open_urgent=10,
        request=25,
        request_urgent=10,
        tender_preselected=10,
        tender_dynamic_market=10,
        prior_notice_window=PriorNoticeWindow(min_days=40, max_months=12),
    ),
    answers=None,
    turnover_factor=None,
    brand_without_equivalent=DutyLevel.BLOCK,  # PA 56(7), (8)
    standard_without_equivalent=DutyLevel.BLOCK,  # PA 56(3), (4)
    # PA 19(3) to (5)
    abnormally_low=LowBids(ask="before_disregarding", reject_unexplained="may", reject_social_breach="none"),
    # PA 74, 75, Schedule 8
    modification=Modification(
        de_minimis_pct=Decimal(10),
        de_minimis_works_pct=Decimal(15),
        test="le",
        sum="each_change_and_total_below_threshold",
        and_below_threshold=True,
        additional_pct=Decimal(50),
        unforeseen_pct=Decimal(50),
        known_risk_pct=Decimal(50),
        term_change_pct=Decimal(10),
        pct_applies="each",
        base="estimated_value",
        reasons=(
            "review_clause",
            "urgency",
            "unforeseen",
            "known_risk",
            "additional",
            "successor",
            "non_substantial",
            "de_minimis",
        ),
        notice=ChangeNotice(all_but_small="contract_change_notice_before"),
    ),
    # PA 78
    termination_by_law=("award_or_modification_in_breach", "supplier_became_excluded", "subcontractor_excluded"),
    termination_hear_first=True,
    reasons_on_request_days=None,
    result_notice_days=30,  # PA 53
    result_notice_days_light_touch=120,
    result_notice_count=Count.FROM,
    contract_copy=ContractCopy(above=_gbp_gross(5_000_000), days=90, days_light_touch=180),  # PA 53
    termination_notice_days=30,  # PA 80
    performance_breach_notice_days=30,  # PA 71(5)
    retention=Retention(start="entry_or_award", years=3),  # PA 98
    withhold=("security", "commercial"),  # PA 94
    exclusion_years=ExclusionYears(optional=3),  # PA Schedule 7
    kpi=KpiDuty(above=_gbp_gross(5_000_000), min=3, published=3, every_months=12),  # PA 52, 71
)

CITY = LawProfile(
    id=LawProfileId.CITY,
    calendar=CalendarRule(country=None, parts="one"),
    currency=None,
    basis=None,
    threshold=None,
    standstill=Standstill(
        trigger="letters_sent_last",
        days=10,
        unit=DayUnit.CALENDAR,
        count=Count.AFTER,
        roll=True,
        min_working_days_warn=5,
        other_means=OtherMeans(from_sent=15),
        summary="with_letter",
        letter_states_period=True,
        exempt=("only_winner_concerned",),
    ),
    review=Review(
        authority_first="yes", suspends_from="submission", after_reply_days=10, after_reply_days_other_means=15
    ),
    submission=Submission(
        count=Count.AFTER,
        trigger="notice_published",
        roll=True,
        ends=Ends.DAY_END,
        open=30,
        open_electronic=30,
        open_urgent=15,
        request=30,
        tender=30,
    ),
    answers=EU.answers,
    turnover_factor=Decimal(2),
    brand_without_equivalent=DutyLevel.EXPLAIN,
    standard_without_equivalent=DutyLevel.EXPLAIN,
    abnormally_low=replace(EU.abnormally_low, reply_days=5),
    modification=replace(
        EU.modification,
        test="le",
        sum="increases",
        and_below_threshold=False,
        pct_applies="sum",
        base="initial",
        notice=ChangeNotice(),
    ),
    termination_by_law=(),
    reasons_on_request_days=15,
    result_notice_days=30,
    retention=Retention(start="contract_end", years=3),
    withhold=EU.withhold,
    exclusion_years=EU.exclusion_years,
    kpi=KpiDuty(above=Limit(Decimal(5_000_000), None, None), min=3),
)

PROFILES = {profile.id: profile for profile in (EU, DE, UK, CITY)}


def profile_of(profile_id: str) -> LawProfile:
    """The profile of this id, version included. Raises KeyError for one that is not here."""
    return PROFILES[profile_id]


def digest(profile: LawProfile) -> str:
    """SHA-256 over all that the profile says, hex: what a lawyer confirmed."""
    return canon.digest(_plain(asdict(profile)))


def _plain(value: object) -> object:
    """The value in what canonical JSON can hold: dates, decimals and members of lists as text."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, date | Decimal | str) else value
