"""The timetable as a form: the case that decides how long the period is, and the dates, in the authority's time."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.law.days import YearMissing
from procurement.tenders import gather
from procurement.tenders.forms.answers import LongTextField
from procurement.tenders.forms.editing import Editing, SectionForm
from procurement.tenders.sections import SectionValue, Timetable, dates
from procurement.tenders.sections.dates import DateRules, NotCountable

DAY, MINUTE = "%Y-%m-%d", "%Y-%m-%dT%H:%M"
COUNTS = {"count:deadline": dates.from_deadline, "count:publication": dates.from_publication}


class DayField(forms.DateField):
    """A day where the authority is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput({"type": "date"}, format=DAY), **kwargs)


class InstantField(forms.DateTimeField):
    """A day and an hour where the authority is, kept as an instant. An hour that a clock change skips is refused."""

    zone = "UTC"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
        formats = [MINUTE, f"{MINUTE}:%S", "%Y-%m-%d %H:%M"]
        super().__init__(required=False, widget=widget, input_formats=formats, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        wall = forms.Field.to_python(self, value) if value in self.empty_values else self._wall(value)
        if not wall:
            return None
        instant = wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        if instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) != wall:
            raise ValidationError(_("The clocks change on that day: this hour does not exist."))
        return instant

    def _wall(self, value: Any) -> datetime:
        for pattern in self.input_formats or []:
            try:
                return datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007 -- its zone follows
            except ValueError:
                continue
        raise ValidationError(_("Give a day and an hour, such as 2027-01-25 12:00."))


class TimetableForm(SectionForm):
    """Dates can be counted by the law: from the deadline backwards, or from the day of publication."""

    kind = Timetable
    template = "tenders/edit/timetable.html"

    electronic = forms.BooleanField(label=gettext_lazy("Bids are handed in electronically"), required=False)
    documents_online = forms.BooleanField(
        label=gettext_lazy("All documents are free and online from the first day"), required=False
    )
    prior_notice = forms.BooleanField(
        label=gettext_lazy("An earlier notice announced this tender"),
        required=False,
        help_text=gettext_lazy("Sent from 35 days to 12 months before; some laws then allow a shorter period."),
    )
    urgent_why = LongTextField(
        label=gettext_lazy("Why it is urgent"),
        rows=2,
        help_text=gettext_lazy("Only where urgency makes the usual period impossible. Suppliers will read the reason."),
    )
    publish_on = DayField(label=gettext_lazy("Day of publication"))
    questions_until = InstantField(label=gettext_lazy("Questions until"))
    answers_by = InstantField(label=gettext_lazy("Last answers by"))
    deadline = InstantField(label=gettext_lazy("Deadline for bids"))
    start_on = DayField(
        label=gettext_lazy("Planned start of the contract"), help_text=gettext_lazy("Empty: nobody has planned it.")
    )

    def __init__(self, data: Any = None, *, value: SectionValue, editing: Editing) -> None:
        super().__init__(data, value=value, editing=editing)
        self.zone = editing.tender.authority.zone
        for field in self.fields.values():
            if isinstance(field, InstantField):
                field.zone = self.zone
        self.not_counted = ""

    def refilled(self, act: str) -> Timetable | None:
        """The dates counted by the law from the one that the button names; None, with the reason, if none can be."""
        if act not in COUNTS:
            return None
        rules: DateRules = gather.date_rules(self.editing.tender.authority)
        typed = self.section()
        try:
            return COUNTS[act](typed, rules)  # type: ignore[arg-type]  # what was typed is a timetable
        except YearMissing as missing:
            self.not_counted = _(
                "Nobody has entered the public holidays of %(year)d, so no date can be counted. An administrator adds "
                "the year to the calendar."
            ) % {"year": missing.year}
        except NotCountable:
            self.not_counted = self._lacking(act, rules)
        self.add_error(None, self.not_counted)
        return None

    def _lacking(self, act: str, rules: DateRules) -> str:
        if rules.profile is None:
            return _("The authority has not chosen its law, so no period can be counted.")
        if act == "count:deadline":
            return _("Give the deadline first: the other dates are counted backwards from it.")
        return _("Give the day of publication first: the other dates are counted from it.")
