"""What imports bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import PageRoutes, Parts, SectionPart, SectionPlace
from core.verification import Verification
from procurement.opendata import api, integrity, urls

PARTS = Parts(
    pages=[PageRoutes("our/espd/", "espd", urls.espd_patterns, under="our:facts")],
    sections=[SectionPart("our:facts", SectionPlace.BESIDE, 30, "opendata/_offer.html", lambda _row, _user, _at: True)],
    api=api.routes,
    verifications=[Verification("imports", "imported files", integrity.check_files)],
    unbuilt=[_("Tenders are read from OCDS and Prozorro; nothing is published as open data yet.")],
)
