import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from core.pages import styleguide

ROOT = Path(__file__).resolve().parents[3] / "templates"
NAMES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def drawn(text, **context):
    return engines["django"].from_string(CottonCompiler().process(text)).render(context)


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    assert get_template(name).template.nodelist


@pytest.mark.parametrize("name", NAMES)
def test_no_template_has_a_style_or_a_handler_in_line(name):
    text = (ROOT / name).read_text()

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "nonce" not in tag] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_template_asks_another_host(name):
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", (ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_component_is_called_with_only(name):
    calls = re.findall(r"<c-(?!vars|slot)[\w-]+(?:[^>\"]|\"[^\"]*\")*>", (ROOT / name).read_text())
    assert [
        call for call in calls if not re.search(r"\sonly\s*/?>$", call) and "…" not in call and call != "<c-stats>"
    ] == []


def test_a_component_is_drawn_and_not_left_as_text():
    assert (
        drawn('<c-tag tone="good" label="Verified" only />').strip() == '<strong class="tag tag-good">Verified</strong>'
    )


def test_a_component_sees_only_what_it_is_given():
    assert "secret" not in drawn("<c-tag only />", label="secret", tone="secret")


def test_a_component_escapes_what_it_is_given():
    html = drawn('<c-tag :label="words" only /><c-button label="{{ words }}" :why="words" only />', words='<b>"')
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&quot;") == 4


def test_a_part_of_a_page_is_drawn_alone(settings, tmp_path):
    (tmp_path / "page.html").write_text("before{% partialdef part inline %}<p>{{ x }}</p>{% endpartialdef %}after")
    changed = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    settings.TEMPLATES = changed

    assert render_to_string("page.html#part", {"x": 1}) == "<p>1</p>"


def test_a_refused_button_does_nothing_and_says_why():
    html = drawn('<c-button label="Open bids" :why="why" only />', why="The deadline has not passed.")

    assert 'type="button"' in html
    assert 'aria-disabled="true"' in html
    assert html.count("The deadline has not passed.") == 2


def test_an_allowed_button_is_plain():
    html = drawn('<c-button label="Open bids" :why="why" only />', why="")
    assert html.strip() == '<button class="button" type="submit">Open bids</button>'


def test_a_score_is_drawn_in_proportion_and_missing_is_said():
    html = drawn('<c-score :value="value" :maximum="40" only />', value=Fraction(30))

    assert 'class="fill" width="75.00"' in html
    assert "30.00" in html
    assert drawn('<c-score :value="value" only />', value=None).count("not marked") == 1


def test_a_bid_without_place_is_not_ranked():
    assert "not ranked" in drawn('<c-rank :place="place" only />', place=None)
    assert "rank-first" in drawn('<c-rank :place="place" only />', place=1)


def test_a_digest_is_short_with_the_whole_beside_it():
    html = drawn('<c-digest :value="digest" label="SHA-256" only />', digest="0f" * 32)

    assert "0f0f\N{NO-BREAK SPACE}0f0f\N{NO-BREAK SPACE}0f0f…" in html
    assert f"<code>{'0f' * 32}</code>" in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?errors=1"])
def test_the_style_guide_shows_every_component_and_closes_what_it_opens(query):
    html = styleguide.page(RequestFactory().get(f"/styleguide{query}")).content.decode()
    parser = Balanced()
    parser.feed(html)

    assert (parser.wrong, parser.open) == ([], [])
    assert "<c-" not in html
    used = {
        name.replace("-", "_") for path in ROOT.rglob("*.html") for name in re.findall(r"<c-([\w-]+)", path.read_text())
    }
    assert {path.stem for path in (ROOT / "components").glob("*.html")} - used == set()


def test_the_page_of_a_fault_stands_on_nothing():
    html = get_template("500.html").render()

    assert "Something went wrong" in html
