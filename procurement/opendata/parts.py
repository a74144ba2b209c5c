"""What imports bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import Parts
from core.verification import Verification
from procurement.opendata import integrity

PARTS = Parts(
    verifications=[Verification("imports", "imported files", integrity.check_files)],
    unbuilt=[_("Tenders are read from OCDS and Prozorro; nothing is published as open data yet.")],
)
