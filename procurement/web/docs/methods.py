"""The page of methods: the price formulas in the registry of `scoring`, what they promise, where they come from."""

from procurement.web.docs import markdown
from procurement.web.docs.markdown import code
from scoring import price, recipes
from scoring.price import Formula

_INTRO = """The price formulas that a tender can publish. *Points*: the price earns points beside the others. *Index*
and *money*: one figure for the whole bid ranks, and there are no points. *Mark*: whether a bid's figure stays as it is
when another bid comes or goes; *order*: whether the order of two bids does, with the parameters left at their
defaults. Where it does not, the review warns. Quality scaled to the best bid, a curve against the best offer, and
rounding of figures that rivals move make the order depend on others under any formula. *Split*: whether the order
depends on how the points are split between price and quality."""

_NAMED = (
    """A tender that names one of these as its method must be one: the check before publication says what it lacks."""
)

_YES_NO = {True: "independent", False: "**depends on others**"}


def page() -> str:
    head = ["Formula", "Version", "Name", "Kind", "Best", "Mark", "Order", "Split", "Parameters", "Source"]
    table = markdown.table(head, map(_row, _formulas()))
    named = [
        [
            code(recipe.id),
            recipe.title,
            code(recipe.formula),
            recipe.scaling,
            "yes" if recipe.minimum else "no",
            recipe.source,
        ]
        for recipe in recipes.RECIPES.values()
    ]
    head = ["Method", "Name", "Formula", "Quality scaled", "Minimum of quality", "Source"]
    return markdown.page(
        "Methods: the price formulas", _INTRO, table, "## Methods known by a name", _NAMED, markdown.table(head, named)
    )


def _formulas() -> list[Formula]:
    return sorted(price.FORMULAS.values(), key=lambda formula: formula.id)


def _row(formula: Formula) -> list[object]:
    by_parameters = ", other parameters change it" if formula.has_levels else ""
    return [
        code(formula.id),
        formula.version,
        formula.title,
        formula.kind,
        {"high": "highest", "low": "lowest"}[formula.best],
        _YES_NO[formula.independence({}).mark] + by_parameters,
        _YES_NO[formula.independence({}).order] + by_parameters,
        "counts" if formula.split_counts else "**ignored**",
        ", ".join(code(name) for name in formula.params) or "none",
        formula.source,
    ]
