"""Forms of tenders."""

from procurement.tenders.forms.authorities import AuthorityDecisionForm, AuthorityNameForm
from procurement.tenders.forms.studies import ReferForm
from procurement.tenders.forms.watching import WatchForm, WatchNameForm

__all__ = ["AuthorityDecisionForm", "AuthorityNameForm", "ReferForm", "WatchForm", "WatchNameForm"]
