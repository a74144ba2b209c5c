"""Words for what a policy sets: severities, units, the figures of a law profile that a policy makes stricter."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core.pages import formats

SEVERITIES: Mapping[str, Promise] = {
    "": gettext_lazy("As each finding says"),
    "inform": gettext_lazy("Informs"),
    "explain": gettext_lazy("Asks for a reason"),
    "block": gettext_lazy("Stops the publication"),
}
LAW_FIGURES: Mapping[str, Promise] = {
    "submission.open_electronic": gettext_lazy("Fewest days to bid, open procedure, electronic"),
    "submission.request": gettext_lazy("Fewest days for requests to participate"),
    "submission.tender": gettext_lazy("Fewest days to bid for those who were selected"),
    "answers.days_before": gettext_lazy("Fewest whole days between the last answer and the deadline"),
    "standstill.days": gettext_lazy("Fewest days of standstill"),
    "result_notice_days": gettext_lazy("Most days until the result is published"),
    "retention.years": gettext_lazy("Fewest years for which records are kept"),
}
# The lists of terms that a policy changes; names of standards come with the product.
TERM_LISTS: Mapping[str, Promise] = {
    "brands": gettext_lazy("Makers and products"),
    "equivalent": gettext_lazy("Words that admit something equivalent"),
    "rider": gettext_lazy("What a clause says that admits equivalents throughout"),
    "closed_formats": gettext_lazy("Closed formats"),
    "open_formats": gettext_lazy("Open formats"),
    "certificates": gettext_lazy("Certificates and memberships that only some can have"),
    "certificate_words": gettext_lazy("Words for a certificate beside the name of a maker"),
    "unverified_kinds": gettext_lazy("Kinds of evidence that no program reads"),
    "evidence_words": gettext_lazy("Words for evidence"),
    "deadlines": gettext_lazy("Words for a deadline"),
    "arrivals": gettext_lazy("Words for handing something in by a time"),
    "bids": gettext_lazy("What is handed in"),
    "one_sided": gettext_lazy("Changes by one side"),
    "changes": gettext_lazy("Words for a change"),
    "manners": gettext_lazy("Ways of changing that bind one side only"),
    "bargain": gettext_lazy("What such a change may be about"),
    "renewals": gettext_lazy("Silent renewal"),
    "exclusivity": gettext_lazy("Exclusivity"),
}
BASES: Mapping[str, Promise] = {"net": gettext_lazy("without tax"), "gross": gettext_lazy("with tax")}
_COUNTED = {
    "points": ngettext_lazy("%(number)s point", "%(number)s points", "count"),
    "months": ngettext_lazy("%(number)s month", "%(number)s months", "count"),
    "days": ngettext_lazy("%(number)s day", "%(number)s days", "count"),
    "lots": ngettext_lazy("%(number)s lot", "%(number)s lots", "count"),
    "systems": ngettext_lazy("%(number)s system", "%(number)s systems", "count"),
    "interfaces": ngettext_lazy("%(number)s interface", "%(number)s interfaces", "count"),
    "indicators": ngettext_lazy("%(number)s indicator", "%(number)s indicators", "count"),
}
_MANY = 2


def amount(value: Fraction, unit: str, currency: str, basis: str) -> str:
    """A figure with its unit: "60 points", "500,000 EUR without tax"."""
    if unit == "money":
        return _("%(money)s %(basis)s") % {"money": formats.money(value, currency), "basis": BASES.get(basis, basis)}
    if unit == "percent":
        return formats.percent(value / 100)
    number = formats.exact_number(value)
    if unit not in _COUNTED:
        return number
    return str(_COUNTED[unit] % {"number": number, "count": 1 if value == 1 else _MANY})


def law_figure(field: str) -> str:
    """What a figure of the law profile is called; its place there, if it has no words here."""
    return str(LAW_FIGURES.get(field, field))
