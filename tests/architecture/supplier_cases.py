"""Rows of suppliers that the database refuses, and what a row must hold for a unique constraint to speak of it."""

from datetime import timedelta
from decimal import Decimal

from core.models import User
from tests.architecture.rows import AT, make

ASKED = {"how": "mail", "name": "Firm", "email": "a@firm.example", "supplier": None}
UNIQUE = {
    "capability_version_once": {},
    "certificate_version_once": {},
    "connectedperson_version_once": {},
    "declaration_version_once": {},
    "policystatement_version_once": {},
    "declaration_once_per_code": {},
    "hearing_open_once": {},
    "consortiumparty_address_asked_once": ASKED,
    "consortiumparty_number_once": {},
    "consortiumparty_stands_once": {},
    "partyterms_version_once": {},
    "supplier_identifier_once": {"id_scheme": "XX-TAX", "id_value": "4711"},
    "supplier_member_once": {},
}
FREE = {
    "hearing_open_once": {"closed_at": AT},
    "consortiumparty_address_asked_once": {"state": "withdrawn"},
    "consortiumparty_stands_once": {"state": "left"},
    "supplier_identifier_once": {"id_value": ""},
}
CHECKS = {
    "capability_numbered_from_one": [{"no": 0}],
    "capability_entered_iff_first": [{"version": 2}, {"act": "withdrawn"}],
    "capability_ends_after_issue": [{"issued_date": AT.date(), "expires_date": AT.date() - timedelta(days=1)}],
    "certificate_numbered_from_one": [{"no": 0}],
    "certificate_entered_iff_first": [{"version": 2}, {"act": "withdrawn"}],
    "certificate_ends_after_issue": [{"issued_date": AT.date(), "expires_date": AT.date() - timedelta(days=1)}],
    "connectedperson_numbered_from_one": [{"no": 0}],
    "connectedperson_entered_iff_first": [{"version": 2}, {"act": "withdrawn"}],
    "connectedperson_ends_after_issue": [{"issued_date": AT.date(), "expires_date": AT.date() - timedelta(days=1)}],
    "declaration_numbered_from_one": [{"no": 0}],
    "declaration_entered_iff_first": [{"version": 2}, {"act": "withdrawn"}],
    "declaration_ends_after_issue": [{"issued_date": AT.date(), "expires_date": AT.date() - timedelta(days=1)}],
    "policystatement_numbered_from_one": [{"no": 0}],
    "policystatement_entered_iff_first": [{"version": 2}, {"act": "withdrawn"}],
    "policystatement_ends_after_issue": [{"issued_date": AT.date(), "expires_date": AT.date() - timedelta(days=1)}],
    "capability_has_code_and_title": [{"code": ""}, {"title": ""}],
    "capability_amount_in_one_unit": [
        {"amount": 1},
        {"unit": "kW"},
        {"currency": "EUR"},
        {"amount": 1, "unit": "kW", "currency": "EUR"},
        {"amount": -1, "unit": "kW"},
    ],
    "certificate_has_name": [{"name": ""}],
    "connectedperson_has_name": [{"name": ""}],
    "connectedperson_role_known": [{"role": "king"}],
    "connectedperson_share_in_range": [{"share": 101}, {"share": 0}, {"role": "director", "share": 5}],
    "declaration_code_known": [{"code": "made-up"}],
    "declaration_answer_known": [{"answer": "may"}],
    "declaration_has_an_end": [{"expires_date": None}],
    "consortium_has_name": [{"name": ""}],
    "consortium_state_known": [{"state": "lost"}],
    "consortiumparty_address_iff_by_mail": [
        {"how": "mail"},
        {"email": "a@firm.example"},
        {"name": "Firm"},
        {**ASKED, "how": "share_code"},
        {**ASKED, "name": ""},
        {"supplier": None},
    ],
    "consortiumparty_how_known": [{"how": "luck"}],
    "consortiumparty_in_it_is_a_supplier": [{**ASKED, "state": "joined"}],
    "consortiumparty_state_known": [{"state": "lost"}],
    "partyconsent_act_known": [{"act": "perhaps"}],
    "partyterms_role_known": [{"role": "king"}],
    "partyterms_share_of_who_shares": [
        {"share": 0},
        {"share": Decimal("100.0001")},
        {"role": "relied_subcontractor", "share": 5},
    ],
    "hearing_gives_reason": [{"reason": ""}],
    "hearing_answered_at_iff_by": [
        {"answer": "No."},
        {"answered_at": AT},
        lambda: {"answered_by": make(User), "answered_at": AT},
    ],
    "policystatement_topic_known": [{"topic": "beauty"}],
    "policystatement_has_content": [{"text": ""}, {"title": ""}],
    "supplier_member_role_known": [{"role": "king"}],
    "supplier_operational_known": [{"operational": "lost"}],
    "supplier_suspended_until_an_end": [{"operational": "suspended"}, {"suspended_until_at": AT}],
    "supplier_suspension_gives_reason": [{"reason": ""}],
    "supplier_suspension_ends_later": [{"ends_at": AT}],
    "supplier_state_known": [{"state": "lost"}],
}
