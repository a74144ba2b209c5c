"""What people do with suppliers: one function for each thing an actor does (LIFECYCLE §8)."""

from suppliers.services.approval import approve, create, register, reject, return_to_draft
from suppliers.services.facts import confirm_facts, declare, enter_fact, replace_fact, withdraw_fact
from suppliers.services.members import change_role, invite_member, remove_member, take_up, withdraw_invitation
from suppliers.services.organisation import change_details, change_identifier, erase
from suppliers.services.refusals import FactChanged, FactRefused, IdentifierUsed, NoReason, SupplierRefused
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
    "FactChanged",
    "FactRefused",
    "IdentifierUsed",
    "NoReason",
    "SupplierRefused",
    "answer_hearing",
    "approve",
    "change_details",
    "change_identifier",
    "change_role",
    "close_hearing",
    "confirm_facts",
    "create",
    "declare",
    "end_suspension",
    "enter_fact",
    "erase",
    "hear",
    "invite_member",
    "lift",
    "register",
    "reject",
    "remove_member",
    "replace_fact",
    "return_to_draft",
    "suspend",
    "take_up",
    "withdraw_fact",
    "withdraw_invitation",
]
