"""What people do with a tender: one function for each thing an actor does."""

from procurement.tenders.services.authorities import (
    MOST_MERGED,
    NotMergeable,
    merge_authorities,
    merge_obstacle,
    move_to_authority,
)
from procurement.tenders.services.cancellations import cancel, propose_cancellation
from procurement.tenders.services.closing import TIMER, tick
from procurement.tenders.services.deadlines import NotChangeable, extend, lift, suspend
from procurement.tenders.services.drafts import (
    NotADraft,
    SavedMeanwhile,
    begin,
    begin_from,
    restore,
    save,
)
from procurement.tenders.services.explanations import (
    NotExplainable,
    approve_explanation,
    explain,
    refuse_explanation,
)
from procurement.tenders.services.publication import nothing_takes_bids, publish, send_back, send_to_review
from procurement.tenders.services.questions import (
    QuestionRefused,
    answer,
    ask,
    extend_for_unanswered,
    follow,
    refuse,
    unfollow,
)
from procurement.tenders.services.studies import NotReferable, refer
from procurement.tenders.services.versions import freeze_version

__all__ = [
    "MOST_MERGED",
    "TIMER",
    "NotADraft",
    "NotChangeable",
    "NotExplainable",
    "NotMergeable",
    "NotReferable",
    "QuestionRefused",
    "SavedMeanwhile",
    "answer",
    "approve_explanation",
    "ask",
    "begin",
    "begin_from",
    "cancel",
    "explain",
    "extend",
    "extend_for_unanswered",
    "follow",
    "freeze_version",
    "lift",
    "merge_authorities",
    "merge_obstacle",
    "move_to_authority",
    "nothing_takes_bids",
    "propose_cancellation",
    "publish",
    "refer",
    "refuse",
    "refuse_explanation",
    "restore",
    "save",
    "send_back",
    "send_to_review",
    "suspend",
    "tick",
    "unfollow",
]
