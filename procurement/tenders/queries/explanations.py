"""Reads of the explanations of a tender."""

from procurement.tenders.models import Explanation, Tender


def latest_explanations(tender: Tender) -> dict[str, Explanation]:
    """{rule: its latest explanation}, each with its verdict and the people of both. One query."""
    rows = Explanation.objects.filter(tender=tender).select_related("by", "verdict", "verdict__by").order_by("at", "pk")
    return {row.rule: row for row in rows}
