"""How forms are drawn: label, hint and error tied to their field by id, a summary with links on top.

Every Django form uses it (settings.FORM_RENDERER): `{{ form }}` draws a whole form without its buttons,
`{{ form.name.as_field_group }}` one field, `{% include "forms/summary.html" with form=form %}` the summary alone.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

LONGEST_SHORT_FIELD = 24


class Bound(BoundField):
    """A field that says how wide it should be and where a link to it must lead."""

    @property
    def first_id(self) -> str:
        """The id of the control itself; of the first one where the field is a group, which takes no focus."""
        group = isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return f"{self.auto_id}_0" if group or isinstance(self.field.widget, forms.MultiWidget) else self.auto_id

    @property
    def kind(self) -> str:
        """`check` for one box beside its words, `group` for several controls, else `line`."""
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "check"
        return "group" if self.use_fieldset else "line"

    @property
    def optional(self) -> bool:
        """Whether it may be left empty; `field.conditional`: not where another answer asks for it."""
        free = not self.field.required and not getattr(self.field, "conditional", False)
        return free and self.kind != "check"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        longest = getattr(self.field, "max_length", None)
        is_number = isinstance(self.field, forms.IntegerField | forms.DecimalField)
        if is_number or (longest and longest <= LONGEST_SHORT_FIELD):
            attrs.setdefault("class", "short")
        if is_number and getattr(widget or self.field.widget, "input_type", "") == "text":
            attrs.setdefault("inputmode", "decimal")
        return attrs


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = Bound
