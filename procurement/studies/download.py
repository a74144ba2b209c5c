"""A study as a file: the same bytes for a page and for the API."""

from django.http import HttpResponse

from core.pages import csvfile
from procurement.studies import export, queries, summary
from procurement.studies.models import MethodStudy


def table(study: MethodStudy) -> HttpResponse:
    """study-N.csv: the whole study as a long table. Two queries for its simulation."""
    told = summary.of_study(study, queries.simulation_of(study))
    return HttpResponse(
        csvfile.text(export.rows(told)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="study-{study.no}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
