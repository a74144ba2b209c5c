"""Where to look first: written beside the data by the demonstration, printed with the address of the site."""

from core.processes import first_pages

SITE = "http://127.0.0.1:8000"


def test_pages_are_printed_as_addresses_in_their_order(tmp_path):
    first_pages.write(
        tmp_path / "data", [("/evaluations/1/", "why the dearer bid is first"), ("/reports/2/", "its review")]
    )

    assert first_pages.lines(tmp_path / "data", SITE) == [
        "Look first at:",
        "  http://127.0.0.1:8000/evaluations/1/  why the dearer bid is first",
        "  http://127.0.0.1:8000/reports/2/  its review",
    ]
    assert first_pages.lines(tmp_path / "data", "")[1] == "  /evaluations/1/  why the dearer bid is first"


def test_what_was_written_last_counts(tmp_path):
    for name in ("old", "new"):
        first_pages.write(tmp_path, [(f"/{name}/", name)])

    assert first_pages.lines(tmp_path, "") == ["Look first at:", "  /new/  new"]


def test_nothing_is_printed_where_no_demonstration_was_loaded(tmp_path):
    assert first_pages.lines(tmp_path, SITE) == []
    first_pages.write(tmp_path, [])
    assert first_pages.lines(tmp_path, SITE) == []
