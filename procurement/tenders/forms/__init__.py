"""Forms of tenders."""

from procurement.tenders.forms.authorities import AuthorityDecisionForm, AuthorityNameForm
from procurement.tenders.forms.studies import ReferForm

__all__ = ["AuthorityDecisionForm", "AuthorityNameForm", "ReferForm"]
