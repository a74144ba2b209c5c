"""What share codes bring to the house; `parts.py` adds it to what suppliers bring."""

from django.utils.translation import gettext_lazy as _

from core.assembly import PageRoutes, SectionPart, SectionPlace
from core.verification import Verification
from suppliers import integrity, sharing_urls
from suppliers.pages.sharing import sharing_box

PAGES = [
    PageRoutes("our/", "our", sharing_urls.own_patterns, under="our:facts"),
    PageRoutes("share-codes/", "sharing", sharing_urls.patterns, under="home"),
]
SECTION = SectionPart(
    "our:facts", SectionPlace.BESIDE, 10, "suppliers/sharing/_box.html", sharing_box, "share-code", _("Share code")
)
VERIFICATION = Verification("share_codes", "share codes", integrity.check_share_codes)
