"""What is known of a formula stands in the registry: no other place writes its id."""

import re
from pathlib import Path

import pytest

from scoring import price

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("scoring", "procurement", "core", "suppliers", "templates")
QUOTED = re.compile("|".join(f"""['"]{name}['"]""" for name in price.FORMULAS))


def files_that_name_a_formula(root, folders):
    """Code, templates and scripts with the id of a formula between quotes of either kind; the registry left out."""
    files = [
        path for folder in folders for ending in ("py", "html", "js") for path in (root / folder).rglob(f"*.{ending}")
    ]
    return {
        path.relative_to(root).as_posix()
        for path in files
        if path.parent.name != "price" and QUOTED.search(path.read_text(encoding="utf-8"))
    }


def test_no_formula_is_named_outside_the_registry():
    # Named methods are built on formulas; readers say which formula a source's method is.
    readers = {f"procurement/opendata/readers/{name}.py" for name in ("prozorro", "ocds_method", "prozorro_bids")}
    # A curve that is read from a table is called lookup, too. Examples of the API's document show what is sent.
    # A ready tender names its method; the trial says which one is the cure.
    readers |= {f"procurement/tenders/{name}.py" for name in ("ready/building", "sections/trial")}
    allowed = readers | {"scoring/recipes.py", "scoring/checks.py", "procurement/web/docs/examples.py"}

    assert files_that_name_a_formula(ROOT, FOLDERS) == allowed


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("double.py", 'BEGIN = "fixed_linear"'),
        ("single.py", "BEGIN = 'fixed_linear'"),
        ("page.html", "{% if formula == 'fixed_linear' %}"),
        ("value.html", '<option value="fixed_linear">'),
        ("script.js", "start('fixed_linear')"),
    ],
)
def test_a_formula_is_seen_between_either_quotes_and_in_templates(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    assert files_that_name_a_formula(tmp_path, ["."]) == {name}
