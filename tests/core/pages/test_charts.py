from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pages import charts

NS = "{http://www.w3.org/2000/svg}"
NASTY = "<script>\"&'"
ROWS = [("Ämne & Co", [("Quality", Fraction(40)), ("Price", Fraction(70, 3))]), ("B", [("Quality", 10), ("Price", 20)])]
EXACT = st.one_of(st.integers(-(10**9), 10**9), st.fractions(-1000, 1000), st.none())


def parsed(svg):
    return ET.fromstring(str(svg))


def texts(svg):
    return [node.text for node in parsed(svg).iter(f"{NS}text")]


def every(title="T"):
    return [
        charts.stacked_bars(ROWS, title=title),
        charts.bars([(NASTY, 3), ("b", None)], title=title, line=(2, NASTY)),
        charts.intervals([charts.Interval(NASTY, 1, 3, 2), charts.Interval("n", None, None)], title=title),
        charts.curves(
            [charts.ChartLine(NASTY, [(0, 1), (2, 3)], [(1, 2, NASTY)])], title=title, x_label=NASTY, y_label="y"
        ),
    ]


@pytest.mark.parametrize("index", range(4))
def test_a_chart_has_its_words_as_a_direct_title_and_a_role(index):
    root = parsed(every(NASTY)[index])

    assert root.get("role") == "img"
    assert [node.text for node in root.findall(f"{NS}title")] == [NASTY]


@pytest.mark.parametrize("index", range(4))
def test_a_chart_is_small_and_carries_no_style_and_no_script(index):
    svg = every()[index]

    assert len(svg) < 8000
    assert {"style", "script"} & {node.tag.removeprefix(NS) for node in parsed(svg).iter()} == set()
    assert {
        key for node in parsed(svg).iter() for key in node.attrib if key == "style" or key.startswith("on")
    } == set()


@pytest.mark.parametrize("index", range(4))
def test_equal_input_gives_equal_bytes(index):
    assert every()[index].encode() == every()[index].encode()


def test_pieces_of_a_row_lie_side_by_side_in_proportion():
    svg = charts.stacked_bars([("A", [("x", 25), ("y", 75)])], title="T", maximum=100)
    pieces = [node for node in parsed(svg).iter(f"{NS}rect") if "edge" in node.get("class")]
    left, width = charts.LABELS, charts.WIDTH - charts.VALUES - charts.LABELS

    assert [(Decimal(node.get("x")), Decimal(node.get("width"))) for node in pieces] == [
        (left, Decimal(width) / 4),
        (left + Decimal(width) / 4, Decimal(width) * 3 / 4),
    ]


def test_pieces_are_lettered_and_explained():
    labels = texts(charts.stacked_bars(ROWS, title="T"))

    assert [label for label in labels if label in {"A", "B"}] == ["A", "B", "B", "A", "B", "A", "B"]
    assert {"Quality", "Price", "63.33", "30.00"} <= set(labels)


def test_a_missing_piece_leaves_no_total():
    labels = texts(charts.stacked_bars([("A", [("x", 25), ("y", None)])], title="T"))

    assert "not marked" in labels
    assert "25.00" not in labels


def test_a_missing_bar_is_not_nought():
    svg = charts.bars([("A", None), ("B", 0)], title="T")

    assert len([node for node in parsed(svg).iter(f"{NS}rect") if "edge" in node.get("class")]) == 1
    assert [word for word in texts(svg) if word in {"not marked", "0.00"}] == ["not marked", "0.00"]


def test_series_differ_by_dash_and_marker_not_by_colour_alone():
    lines = [charts.ChartLine(str(index), [(0, 0), (1, index)], [(1, index, "")]) for index in range(6)]
    root = parsed(charts.curves(lines, title="T", x_label="x", y_label="y"))
    strokes = [node for node in root.findall(f"{NS}path") if (node.get("class") or "").startswith("s")]
    markers = [
        node.get("d").split("m", 1)[1] for node in root.findall(f"{NS}path") if "edge" in (node.get("class") or "")
    ]

    assert len({node.get("stroke-dasharray") for node in strokes}) == 6
    assert len(set(markers)) == 6


def test_a_curve_goes_through_its_points():
    root = parsed(charts.curves([charts.ChartLine("l", [(0, 0), (10, 10)])], title="T", x_label="x", y_label="y"))

    assert [node.get("d") for node in root.findall(f"{NS}path") if node.get("class") == "s1"] == ["M64 280L624 34"]


def test_a_negative_piece_goes_the_other_way_from_nought():
    svg = charts.stacked_bars([("A", [("x", 30), ("y", -10)])], title="T")
    up, down = [node for node in parsed(svg).iter(f"{NS}rect") if "edge" in node.get("class")]

    assert Decimal(down.get("x")) + Decimal(down.get("width")) == Decimal(up.get("x"))


def test_a_long_label_is_cut_and_stays_on_two_lines():
    label = "A consortium with a very long name indeed, and its lead, and three more members of it"
    labels = [word for word in texts(charts.bars([(label, 1)], title="T")) if word[0].isalpha()]

    assert len(labels) == 2
    assert labels[1].endswith("…")
    assert max(map(len, labels)) * charts.LETTER_WIDTH <= charts.LABELS


@pytest.mark.parametrize(("span", "step"), [(1, "0.2"), (5, "1"), (6, "2"), (100, "20"), (30, "10"), (101, "50")])
def test_a_step_is_round_and_few_fit(span, step):
    assert charts.nice_step(Fraction(span)) == Fraction(step)


@given(st.fractions(Fraction(1, 10**9), 10**12))
def test_two_to_five_steps_fit_any_span(span):
    assert 2 <= span / charts.nice_step(span) <= 5


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        charts.bars([("A", 0.5)], title="T")


def test_names_of_series_do_not_run_out():
    assert [charts.letter(index) for index in (0, 25, 26, 53)] == ["A", "Z", "A1", "B2"]


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), EXACT), max_size=6))
def test_any_rows_make_well_formed_drawings(rows):
    assert parsed(charts.bars(rows, title="T")).tag == f"{NS}svg"
    assert parsed(charts.stacked_bars([("row", rows)], title="T")).tag == f"{NS}svg"
    assert parsed(charts.intervals([charts.Interval(a, b, b, b) for a, b in rows], title="T")).tag == f"{NS}svg"


def test_words_at_a_place_of_a_curve_are_shown_to_a_pointer_and_drawn_nowhere():
    line = charts.ChartLine("A", [(0, 1), (2, 3)], tips=[(0, 1, NASTY), (2, 3, "two")])

    plain = charts.curves([charts.ChartLine("A", line.points)], title="T", x_label="x", y_label="y")
    svg = charts.curves([line], title="T", x_label="x", y_label="y")

    circles = [(node.get("class"), node.get("fill"), node[0].text) for node in parsed(svg).iter(f"{NS}circle")]
    assert circles == [("tip", "none", NASTY), ("tip", "none", "two")]
    assert texts(svg) == texts(plain)
    assert "circle" not in plain
