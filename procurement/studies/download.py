"""A study as a file: the same bytes for a page and for the API."""

from django.http import HttpResponse

from core.pages import csvfile, downloads
from procurement.studies import export, queries, summary
from procurement.studies.models import MethodStudy


def table(study: MethodStudy) -> HttpResponse:
    """study-N.csv: the study as a long table. Two queries for its simulation."""
    frozen = summary.frozen_study(study, queries.simulation_of(study))
    text = csvfile.text(export.rows(frozen))
    return downloads.attachment(text, name=f"study-{study.no}.csv", content_type="text/csv; charset=utf-8")
