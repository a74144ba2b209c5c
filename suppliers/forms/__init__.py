"""What people type about suppliers."""

from suppliers.forms.acting import ActingForm, EraseForm
from suppliers.forms.countries import country_name
from suppliers.forms.deciding import HearingAnswerForm, HearingForm, PlainForm, ReasonForm, SuspensionForm
from suppliers.forms.declaring import DeclarationRow, DeclarationsForm, is_ground
from suppliers.forms.facts import FORMS, SupplierFactForm
from suppliers.forms.identifier import IdentifierForm
from suppliers.forms.organisation import SIZES, DetailsForm, NameForm, SizeForm
from suppliers.forms.people import ROLES, ColleagueForm, RoleForm
from suppliers.forms.search import SearchForm

__all__ = [
    "FORMS",
    "ROLES",
    "SIZES",
    "ActingForm",
    "ColleagueForm",
    "DeclarationRow",
    "DeclarationsForm",
    "DetailsForm",
    "EraseForm",
    "HearingAnswerForm",
    "HearingForm",
    "IdentifierForm",
    "NameForm",
    "PlainForm",
    "ReasonForm",
    "RoleForm",
    "SearchForm",
    "SizeForm",
    "SupplierFactForm",
    "SuspensionForm",
    "country_name",
    "is_ground",
]
