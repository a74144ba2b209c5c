"""Rows of bids that the database refuses, and what a row must hold for a unique constraint to speak of it."""

from datetime import timedelta
from itertools import cycle

from core.models import User
from suppliers.models import Supplier
from tests.architecture.rows import AT, make

_other_roles = cycle(["officer", "auditor"])
UNIQUE = {
    "membership_one_key_role": {"role": "opener"},
    "bidrevision_idem_key_once": {},
    "bidrevision_number_once": {},
    "draftpart_version_once": {},
    "frozenkeyset_version_once": {},
    "frozenmember_key_once": {},
    "frozenmember_number_once": {},
    "openedfile_number_once": {},
    "opening_one_at_a_time": {"state": "called"},
    "openinghalf_member_once": {},
    "openinghalf_person_once": {},
    "openinghalf_place_once": {},
    "openingkey_one_in_use": {},
    "openingresult_once": {},
    "reconfirmation_once": {},
    "rehearsal_set_once": {},
    "rehearsalmember_key_once": {},
    "rehearsalmember_number_once": {},
    "rehearsalshare_once": {},
    "sealedenvelope_part_once": {},
    "submissionwork_once": {},
}
FREE = {
    "opening_one_at_a_time": {"state": "expired"},
    "membership_one_key_role": lambda: {"role": next(_other_roles)},
    "openingkey_one_in_use": lambda: {"retired_at": AT, "retired_by": make(User)},
}
CHECKS = {
    "envelopecheck_condition_known": [{"condition": "dusty"}],
    "attempt_reason_known": [{"reason": "bad luck"}],
    "bid_begun_at_iff_by": [{"begun_at": AT}, lambda: {"begun_by": make(User)}],
    "bid_written_here_has_lead": [
        lambda: {"supplier": make(Supplier)},
        lambda: {"begun_by": make(User), "begun_at": AT},
    ],
    "bidrevision_received_in_time": [{"received_at": AT + timedelta(microseconds=1)}],
    "draftfile_state_known": [{"state": "lost"}],
    "draftfile_stored_has_length_and_digest": [
        {"state": "stored"},
        {"state": "stored", "length": 1, "sealed_digest": b"digest", "ends_at": AT},
    ],
    "lostkeys_gives_reason": [{"text": ""}],
    "opening_part_known": [{"part": "half"}],
    "opening_state_known": [{"state": "lost"}],
    "openinghalf_factor_is_fresh": [{"factor_at": AT + timedelta(microseconds=1)}],
    "openinghalf_factor_known": [{"factor": "a wink"}],
    "openinghalf_of_two": [{"place": 3}],
    "openinghalf_way_known": [{"way": "by post"}],
    "openingresult_fault_iff_not_opened": [{"fault": "seal"}, {"outcome": "missing"}],
    "openingresult_outcome_known": [{"outcome": "lost", "fault": "seal"}],
    "openingkey_origin_known": [{"origin": "found"}],
    "openingkey_retired_at_iff_by": [{"retired_at": AT}, lambda: {"retired_by": make(User)}],
    "openingkey_role_known": [{"role": "thief"}],
    "partysignature_act_known": [{"act": "nodded"}],
    "sealedenvelope_kind_known": [{"kind": "whole"}],
}
