"""evaluation.json as an answer: the same bytes for a page and for the API."""

from django.http import HttpResponse
from django.utils.text import slugify

from core.pages import downloads
from procurement.evaluations import services
from procurement.evaluations.models import Run


def record(run: Run) -> HttpResponse:
    """The file of a run, to be kept and recomputed anywhere."""
    name = f"evaluation-{slugify(run.lot.tender.ref)}-lot{run.lot.no}-run{run.no}.json"
    return downloads.attachment(services.record_of(run), name=name, content_type="application/json")
