"""The list of tenders as the books of Django and of its REST framework write it, beside our own addresses."""

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import Template
from django.template.context import make_context
from django.urls import path
from rest_framework import generics, serializers
from rest_framework.pagination import LimitOffsetPagination

from core.pages import formats
from procurement import urls
from procurement.tenders import methods, queries
from procurement.tenders.filters import TenderFilters
from procurement.tenders.models import Tender, total_estimate

SOURCE = (Path(__file__).parent / "list.html").read_text()
compiled = {}


def visible_tenders(request):
    """What the person may see; each row then asks for its authority and lots, unless the address says: joined."""
    tenders = queries.visible_to(request.user)
    return (
        tenders.select_related("authority").prefetch_related("lots", "suspensions")
        if "joined" in request.GET
        else tenders
    )


def estimate_of(tender):
    """What its lots are estimated at together."""
    return total_estimate(lot.estimate for lot in tender.lots.all())


@login_required
def listing(request):
    tenders = visible_tenders(request).order_by("-publish_no")[: queries.PAGE]
    total = queries.visible_to(request.user).count()
    for tender in tenders:
        tender.method_name = methods.name(tender.price_formula)
        tender.value = formats.price(estimate_of(tender), tender.currency)
        lots = len(tender.lots.all())
        tender.lot_count = f"{lots} lot{'' if lots == 1 else 's'}"
    form = TenderFilters(request.GET, user=request.user).form
    form.is_valid()
    context = {"tenders": tenders, "count": f"{total} tender{'s' if total > 1 else ''}", "form": form}
    if not compiled:
        from django_cotton.compiler_regex import CottonCompiler

        compiled[""] = Template(CottonCompiler().process(SOURCE))
    return HttpResponse(compiled[""].render(make_context(context, request)))


class Row(serializers.ModelSerializer):
    authority = serializers.CharField(source="authority.name")
    suspended_at = serializers.SerializerMethodField()
    lot_count = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField()

    class Meta:
        model = Tender
        fields = (
            *("id", "publish_no", "ref", "title", "authority", "state", "origin", "currency", "price_formula"),
            *("published_at", "deadline_at", "suspended_at", "is_test", "lot_count", "value"),
        )

    def get_suspended_at(self, tender):
        lasting = [row.suspended_at for row in tender.suspensions.all() if row.lifted_at is None]
        return lasting[0] if lasting and tender.state == "open" else None

    def get_lot_count(self, tender):
        return len(tender.lots.all())

    def get_value(self, tender):
        estimate = estimate_of(tender)
        return None if estimate is None else f"{estimate:f}"


class Pages(LimitOffsetPagination):
    default_limit = queries.PAGE


class Tenders(generics.ListAPIView):
    serializer_class = Row
    pagination_class = Pages

    def get_queryset(self):
        return visible_tenders(self.request).order_by("-publish_no")


urlpatterns = [
    path("naive/tenders/", listing),
    path("naive/api/tenders/", Tenders.as_view()),
    *urls.urlpatterns,
]
