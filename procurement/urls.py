"""Every address of the site. The access matrix in tests names each one."""

from django.conf import settings
from django.urls import include, path

from core import assembly, health
from core.pages import styleguide

handler400 = "core.pages.faults.malformed"
handler403 = "core.pages.faults.refused"
handler404 = "core.pages.faults.missing"
handler500 = "core.pages.faults.broken"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("core.accounts.urls")),
    path("api/v1/", include("procurement.api")),
    *assembly.page_patterns(),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide", styleguide.page, name="styleguide"))
