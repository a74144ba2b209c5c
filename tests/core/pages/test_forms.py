import re

import pytest
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.urls import reverse
from django.utils.html import escape, format_html

from core.pages.styleguide import Example
from tests import builders


def ids(html):
    return re.findall(r'\bid="([^"]+)"', html)


def test_every_visible_control_has_a_label_or_a_legend():
    form = Example()
    html = str(form)

    assert set(re.findall(r'<label for="([^"]+)"', html)) == {
        field.id_for_label for field in form.visible_fields() if field.kind != "group"
    } | {"id_method_0", "id_method_1", "id_standards_0", "id_standards_1", "id_standards_2"}
    assert re.findall(r"<legend>([^<]+?) ?(?:<|$)", html) == ["How the panel agrees", "Standards"]


def test_hint_and_error_are_tied_to_the_field_by_id():
    html = str(Example({}))
    named = [name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()]

    assert set(named) <= set(ids(html))
    assert {"id_title_helptext", "id_title_error", "id_method_helptext", "id_method_error", "id_agreed_error"} <= set(
        named
    )


def test_the_summary_links_to_each_wrong_control():
    html = str(Example({}))
    links = re.findall(r'<li><a href="#([^"]+)">', html)

    assert links == ["id_title", "id_method_0", "id_kind", "id_reason", "id_agreed"]
    assert set(links) <= set(ids(html))


def test_no_id_is_given_twice():
    for html in (str(Example()), str(Example({}))):
        assert sorted(set(ids(html))) == sorted(ids(html))


def test_a_right_form_has_no_summary():
    assert "error-summary" not in str(Example())


def test_errors_of_the_whole_form_stand_in_the_summary():
    form = Example({})
    form.add_error(None, "The weights add up to 95 <of> 100.")

    assert "<li>The weights add up to 95 &lt;of&gt; 100.</li>" in str(form)


def test_what_may_stay_empty_says_so():
    form = Example()

    assert {field.name for field in form if field.optional} == {"budget", "standards", "evidence"}
    assert str(form).count("(optional)") == 3


def test_what_a_user_wrote_is_escaped():
    assert "<script>" not in str(Example({"title": "<script>alert(1)</script>"}))


def test_a_formset_draws_its_parts_and_its_own_errors():
    parts = forms.formset_factory(Example, extra=2, min_num=3, validate_min=True)
    html = str(parts({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}))

    assert html.count('class="form-part"') == 2
    assert "Please submit at least 3 forms." in html


def test_what_another_answer_may_ask_for_is_not_called_optional():
    form = Example()
    form.fields["budget"].conditional = True

    assert {field.name for field in form if field.optional} == {"standards", "evidence"}


def test_a_hint_is_escaped_unless_the_code_made_it_markup():
    class Hinted(forms.Form):
        plain = forms.CharField(help_text="Up to 5 & <b>bold</b>")
        ruled = forms.CharField(help_text=format_html("<ul><li>{}</li></ul>", "At least 15 letters"))

    drawn = str(Hinted())

    assert "Up to 5 &amp; &lt;b&gt;bold&lt;/b&gt;" in drawn
    assert "<ul><li>At least 15 letters</li></ul>" in drawn


@pytest.mark.django_db
def test_the_rules_for_a_passphrase_stand_under_its_field(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    user = builders.person(password=builders.PASSPHRASE)
    client.force_login(user)
    builders.confirm_person(client, user)

    page = client.get(reverse("account_change_password"), follow=True).content.decode()

    rules = password_validators_help_texts()
    assert rules[0].startswith("At least 15 characters")
    assert escape(" ".join(rules)) in page
