"""What people do with a tender: one function for each thing an actor does."""

from procurement.tenders.services.amendments import (
    ReasonsMeanwhile,
    begin_amendment,
    checked_amendment,
    describe_amendment,
    lacking,
    publish_amendment,
    return_amendment,
    send_amendment,
    withdraw_amendment,
)
from procurement.tenders.services.authorities import (
    MOST_MERGED,
    NotMergeable,
    merge_authorities,
    merge_obstacle,
    move_to_authority,
)
from procurement.tenders.services.beginnings import copied_sections, ready_sections
from procurement.tenders.services.cancellations import cancel, cancel_draft, propose_cancellation
from procurement.tenders.services.closing import tick
from procurement.tenders.services.deadlines import NotChangeable, deadline_if_lifted, extend, lift, moved_ends, suspend
from procurement.tenders.services.documents import MOST_DOCUMENTS, DocumentRefused, store_document
from procurement.tenders.services.drafts import (
    NotADraft,
    SavedMeanwhile,
    StaysAsPublished,
    UnknownDocument,
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
from procurement.tenders.services.opening import record_opening
from procurement.tenders.services.outages import extend_for_outage
from procurement.tenders.services.publication import publish, send_back, send_to_review
from procurement.tenders.services.questions import (
    QuestionRefused,
    answer,
    ask,
    days_late,
    end_of_questions,
    extend_for_unanswered,
    follow,
    questions_are_over,
    refuse,
    unfollow,
)
from procurement.tenders.services.reopening import obstacles_to_reopening, propose_reopening, reopen
from procurement.tenders.services.studies import NotReferable, refer
from procurement.tenders.services.timetable import TIMER
from procurement.tenders.services.versions import freeze_version
from procurement.tenders.services.watching import (
    MOST_LISTS,
    TELL_KIND,
    NotWatchable,
    delete_watch_list,
    fits_by,
    rename_watch_list,
    request_telling,
    tell_watchers,
    watch,
)
from procurement.tenders.services.writing import forget_writing, note_writing, writers_of

__all__ = [
    "MOST_DOCUMENTS",
    "MOST_LISTS",
    "MOST_MERGED",
    "TELL_KIND",
    "TIMER",
    "DocumentRefused",
    "NotADraft",
    "NotChangeable",
    "NotExplainable",
    "NotMergeable",
    "NotReferable",
    "NotWatchable",
    "QuestionRefused",
    "ReasonsMeanwhile",
    "SavedMeanwhile",
    "StaysAsPublished",
    "UnknownDocument",
    "answer",
    "approve_explanation",
    "ask",
    "begin",
    "begin_amendment",
    "begin_from",
    "cancel",
    "cancel_draft",
    "checked_amendment",
    "copied_sections",
    "days_late",
    "deadline_if_lifted",
    "delete_watch_list",
    "describe_amendment",
    "end_of_questions",
    "explain",
    "extend",
    "extend_for_outage",
    "extend_for_unanswered",
    "fits_by",
    "follow",
    "forget_writing",
    "freeze_version",
    "lacking",
    "lift",
    "merge_authorities",
    "merge_obstacle",
    "move_to_authority",
    "moved_ends",
    "note_writing",
    "obstacles_to_reopening",
    "propose_cancellation",
    "propose_reopening",
    "publish",
    "publish_amendment",
    "questions_are_over",
    "ready_sections",
    "record_opening",
    "refer",
    "refuse",
    "refuse_explanation",
    "rename_watch_list",
    "reopen",
    "request_telling",
    "restore",
    "return_amendment",
    "save",
    "send_amendment",
    "send_back",
    "send_to_review",
    "store_document",
    "suspend",
    "tell_watchers",
    "tick",
    "unfollow",
    "watch",
    "withdraw_amendment",
    "writers_of",
]
