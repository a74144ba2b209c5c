"""Methods known by a name in laws and manuals: a price formula with what must go with it. Source: SCORING §4.

A specification that names a recipe as its `method` must be one: `problems` says what it lacks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.errors import BadParameter, ScoringError
from scoring.types import MONEY, Spec


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named method. `scaling`: none or best; `minimum`: whether quality must reach a published minimum."""

    id: str
    title: str
    formula: str
    source: str
    scaling: str = "none"
    minimum: bool = False


RECIPES: Mapping[str, Recipe] = {
    entry.id: entry
    for entry in (
        Recipe(
            "qcbs",
            "Quality- and cost-based selection",
            "relative_lowest",
            "World Bank, consultant services",
            minimum=True,
        ),
        Recipe(
            "rated_criteria",
            "Rated criteria",
            "relative_lowest",
            "World Bank, goods and works; quality scaled to the best",
            scaling="best",
            minimum=True,
        ),
        Recipe(
            "fixed_budget_selection",
            "Selection under a fixed budget",
            "fixed_budget",
            "World Bank, consultant services",
            minimum=True,
        ),
        Recipe(
            "least_cost_selection",
            "Least-cost selection",
            "lowest_price",
            "World Bank, consultant services",
            minimum=True,
        ),
        Recipe("linear_penalty", "Linear penalty from the lowest price", "scaled_lowest", "UK and Irish evaluations"),
        Recipe("award_on_value", "Award on value", "monetised_quality", "Netherlands, case o09"),
        Recipe("price_quality_ratio", "Quality per price", "quality_per_price", "Germany, UfAB 2018", minimum=True),
        Recipe("prozorro_features", "Prozorro features", "features", "ProzorroUKR/openprocurement.api"),
        Recipe("prozorro_life_cycle", "Prozorro life-cycle cost", "price_plus_cost", "ProzorroUKR/openprocurement.api"),
        Recipe("energy_service", "Energy service company", "npv_income", "ProzorroUKR/esculator"),
    )
}


def problems(spec: Spec) -> Iterator[ScoringError]:
    """What a specification lacks of the recipe that it names; nothing where its method is no recipe."""
    recipe = RECIPES.get(spec.method)
    if recipe is None:
        return
    if spec.price_formula != recipe.formula:
        yield BadParameter("price_formula", why=f"'{recipe.id}' is the formula '{recipe.formula}'")
    if spec.scaling != recipe.scaling:
        yield BadParameter("scaling", why=f"'{recipe.id}' scales quality by '{recipe.scaling}'")
    quality = [leaf for leaf in spec.leaves if leaf.input not in MONEY]
    minimums = [spec.quality_minimum, *(leaf.minimum for leaf in quality), *(group.minimum for group in spec.groups)]
    if recipe.minimum and not any(minimums):
        yield BadParameter("quality_minimum", why=f"'{recipe.id}' publishes a minimum of quality")
