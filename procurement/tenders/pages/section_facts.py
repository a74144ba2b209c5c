"""The one fact in numbers that the overview of a draft says of a section."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.tenders.sections import TenderContent


def no_fact(_content: TenderContent) -> str:
    """For a section whose editor is not built yet."""
    return _("not built yet")


def contract_fact(content: TenderContent) -> str:
    """As "36 months, then 12 and 12 if the city chooses"."""
    contract = content.contract
    if contract.months is None:
        return _("no term yet")
    term = ngettext("%(count)d month", "%(count)d months", contract.months) % {"count": contract.months}
    if not contract.options:
        return term
    more = _(" and ").join(str(option.months) for option in contract.options)
    return _("%(term)s, then %(more)s if the city chooses") % {"term": term, "more": more}
