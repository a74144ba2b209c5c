"""What a review should contain and Evenhand does not record yet: one list, that only shrinks (SCORING §16).

A later stage that records one of these deletes its line here; nothing else in a review says that it is missing.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy


class Unrecorded(StrEnum):
    PROCEDURE = "procedure"
    OPENING = "opening"
    CONFLICTS = "conflicts"
    LOW_PRICES = "low_prices"
    SELECTION = "selection"
    QUESTIONS = "questions"
    AWARD = "award"


FACTS = {
    Unrecorded.PROCEDURE: gettext_lazy("type of procedure, notice, legal ground"),
    Unrecorded.OPENING: gettext_lazy("who opened the bids"),
}
STATEMENTS = {
    Unrecorded.CONFLICTS: (
        gettext_lazy("Conflicts of interest"),
        gettext_lazy(
            "Evenhand does not yet record the declarations of panel and officers: attach them to this review."
        ),
    ),
    Unrecorded.LOW_PRICES: (
        gettext_lazy("Abnormally low prices"),
        gettext_lazy("Evenhand does not yet record what bidders were asked and answered: attach it to this review."),
    ),
    Unrecorded.SELECTION: (
        gettext_lazy("Exclusion, selection"),
        gettext_lazy(
            "Evenhand does not yet record grounds for exclusion and selection criteria: attach what was checked."
        ),
    ),
    Unrecorded.QUESTIONS: (
        gettext_lazy("Questions, changes"),
        gettext_lazy("Evenhand does not yet record clarifications and amendments: attach them to this review."),
    ),
    Unrecorded.AWARD: (
        gettext_lazy("Not part of it"),
        gettext_lazy("Award decision, standstill and letters: not built yet."),
    ),
}


def facts() -> str:
    """What is not recorded of the procedure, in one line."""
    return ", ".join(str(text) for text in FACTS.values())


def statement(key: Unrecorded) -> tuple[str, str]:
    """(subject, sentence) of what a signer has to attach."""
    subject, sentence = STATEMENTS[key]
    return str(subject), str(sentence)
