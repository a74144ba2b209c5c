"""What people do with suppliers: one function for each thing an actor does (LIFECYCLE §8)."""

from suppliers.services.approval import approve, create, register, reject, return_to_draft
from suppliers.services.consortia import (
    Part,
    dissolve_consortium,
    form_consortium,
    invite_address,
    invite_by_share_code,
    invite_supplier,
    uninvite,
)
from suppliers.services.facts import confirm_facts, declare, enter_fact, replace_fact, withdraw_fact
from suppliers.services.members import change_role, invite_member, remove_member, take_up, withdraw_invitation
from suppliers.services.organisation import change_details, change_identifier, erase
from suppliers.services.parties import (
    PartChanged,
    change_part,
    decline_part,
    leave_consortium,
    remove_party,
    sign_part,
    take_back_consent,
)
from suppliers.services.refusals import FactChanged, FactRefused, IdentifierUsed, NoReason, SupplierRefused
from suppliers.services.sharing import CodeUnknown, TooManyTries, end_share_code, look_up, make_share_code
from suppliers.services.suspension import (
    LEAST_TO_ANSWER,
    USUAL_TO_ANSWER,
    answer_hearing,
    close_hearing,
    end_suspension,
    hear,
    lift,
    suspend,
)

__all__ = [
    "LEAST_TO_ANSWER",
    "USUAL_TO_ANSWER",
    "CodeUnknown",
    "FactChanged",
    "FactRefused",
    "IdentifierUsed",
    "NoReason",
    "Part",
    "PartChanged",
    "SupplierRefused",
    "TooManyTries",
    "answer_hearing",
    "approve",
    "change_details",
    "change_identifier",
    "change_part",
    "change_role",
    "close_hearing",
    "confirm_facts",
    "create",
    "declare",
    "decline_part",
    "dissolve_consortium",
    "end_share_code",
    "end_suspension",
    "enter_fact",
    "erase",
    "form_consortium",
    "hear",
    "invite_address",
    "invite_by_share_code",
    "invite_member",
    "invite_supplier",
    "leave_consortium",
    "lift",
    "look_up",
    "make_share_code",
    "register",
    "reject",
    "remove_member",
    "remove_party",
    "replace_fact",
    "return_to_draft",
    "sign_part",
    "suspend",
    "take_back_consent",
    "take_up",
    "uninvite",
    "withdraw_fact",
    "withdraw_invitation",
]
