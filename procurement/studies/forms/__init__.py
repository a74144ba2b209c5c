"""What an officer says for a study: the frame, up to four methods, the bids that are expected; then the choice."""

from procurement.studies.forms.choice import ChoiceForm
from procurement.studies.forms.method import MethodForm
from procurement.studies.forms.study import StudyForms, copy_of

__all__ = ["ChoiceForm", "MethodForm", "StudyForms", "copy_of"]
