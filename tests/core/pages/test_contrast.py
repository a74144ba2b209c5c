"""WCAG 2.2: 4.5 : 1 for text, 3 : 1 for what else must be seen, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[3] / "core/static/core/tokens.css").read_text()
TEXT = [
    *((text, ground) for text in ("ink", "muted", "accent", "accent-strong") for ground in ("paper", "ground", "sunk")),
    *((text, "accent-tint") for text in ("ink", "muted", "accent", "accent-strong")),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in (f"{tone}-tint", "paper")),
    *(("ink", f"{tone}-tint") for tone in ("good", "warn", "bad")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *(("paper", f"chart-{index}") for index in range(1, 9)),
]
SHAPES = [("line-strong", "paper"), ("line-strong", "sunk"), ("line-strong", "ground"), ("accent", "sunk")]
SHAPES += [("focus", ground) for ground in ("paper", "ground", "sunk", "accent-tint")]


def tokens(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def themes():
    light, rest = CSS.split("@media screen and (prefers-color-scheme: dark)")
    dark, printed = rest.split("@media print")
    base = tokens(light)
    return {"light": base, "dark": base | tokens(dark), "print": base | tokens(printed)}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour, other):
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_text_can_be_read(theme):
    colour = themes()[theme]
    assert {
        pair: contrast(colour[pair[0]], colour[pair[1]])
        for pair in TEXT
        if contrast(colour[pair[0]], colour[pair[1]]) < 4.5
    } == {}


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_edges_and_focus_can_be_seen(theme):
    colour = themes()[theme]
    assert {pair for pair in SHAPES if contrast(colour[pair[0]], colour[pair[1]]) < 3} == set()


def test_dark_says_every_colour_anew():
    light, rest = CSS.split("@media screen and (prefers-color-scheme: dark)")
    assert set(tokens(rest.split("@media print")[0])) == set(tokens(light))


def test_charts_print_the_colours_of_the_light_theme():
    from core.pages import charts

    light = themes()["light"]
    assert list(charts.COLOURS) == [light[f"chart-{index}"] for index in range(1, 9)]
