"""What the keys of the catalogue are called on pages. The texts of the catalogue itself are English."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = Mapping[str, Promise]

DOMAINS: Labels = {
    "case-admin": _("Case handling and administration"),
    "construction-bim": _("Construction and building models"),
    "culture-education": _("Culture and education"),
    "data-platform": _("Data platform"),
    "documents-records": _("Documents and records"),
    "energy-buildings": _("Energy and buildings"),
    "environment-water": _("Environment and water"),
    "ev-charging": _("Charging of vehicles"),
    "finance-procurement": _("Finance and procurement"),
    "geo-3d": _("Maps and 3D models"),
    "governance-ai": _("Algorithms and their control"),
    "identity": _("Identity and signing in"),
    "iot-sensors": _("Sensors and devices"),
    "it-security": _("Security of information technology"),
    "open-data": _("Open data"),
    "parking-kerb": _("Parking and kerb"),
    "public-transport": _("Public transport"),
    "road-traffic": _("Road traffic"),
    "safety-emergency": _("Safety and emergency"),
    "shared-mobility": _("Shared mobility"),
    "social-health": _("Social care and health"),
    "street-lighting": _("Street lighting"),
    "waste": _("Waste"),
    "web-services": _("Web sites and online services"),
}
OPENNESS: Labels = {
    "open": _("open"),
    "partly": _("partly open"),
    "closed": _("closed"),
    "unknown": _("not known"),
}
FACTS: Labels = {
    "royalty_free": _("Free of royalties"),
    "free_to_read": _("Free to read"),
    "open_participation": _("Open to take part"),
    "public_review": _("Reviewed in public"),
    "multiple_implementations": _("Several implementations"),
    "conformance_tools": _("Tools that test conformance"),
    "derivatives_allowed": _("May be changed and passed on"),
}
ANSWERS: Labels = {"yes": _("yes"), "partly": _("partly"), "no": _("no"), "unknown": _("not known")}
PUBLISHERS: Labels = {
    "international": _("international standards body"),
    "european": _("European standards body"),
    "internet": _("standards body of the internet"),
    "government": _("government"),
    "consortium": _("consortium"),
    "community": _("community"),
}
EVIDENCE: Labels = {
    "openapi": _("description of the interface (OpenAPI)"),
    "openapi-design": _("interface by the design rules"),
    "asyncapi": _("description of the messages (AsyncAPI)"),
    "ngsi-ld": _("sample entities (NGSI-LD)"),
    "dcat-ap": _("catalogue of data sets (DCAT-AP)"),
    "csvw": _("sample export with its description"),
    "openacr": _("accessibility report"),
    "gbfs": _("feed of shared vehicles (GBFS)"),
    "gtfs": _("timetable feed (GTFS)"),
    "geojson": _("sample map data (GeoJSON)"),
    "cityjson": _("sample city model (CityJSON)"),
    "odf": _("sample document (OpenDocument)"),
    "pdf-a": _("sample document (PDF/A)"),
    "publiccode": _("description of the code (publiccode.yml)"),
    "sbom-cyclonedx": _("bill of materials (CycloneDX)"),
    "sbom-spdx": _("bill of materials (SPDX)"),
    "none": _("no file that a program reads; a person looks"),
}
DUTIES: Labels = {
    "law": _("a law asks for it"),
    "comply_or_explain": _("comply or explain"),
    "recommended": _("recommended"),
    "practice": _("common practice"),
}
PLACES: Labels = {
    "any": _("everywhere"),
    "EU": _("European Union"),
    "NL": _("Netherlands"),
    "Nordic": _("Nordic countries"),
    "UK": _("United Kingdom"),
    "US": _("United States"),
    "other": _("elsewhere"),
}
ACTS: Labels = {"recorded": _("recorded"), "disputed": _("disputed"), "withdrawn": _("withdrawn")}

PROFILE_KINDS: Labels = {
    "openapi": _("Description of an interface (OpenAPI)"),
    "asyncapi": _("Description of messages (AsyncAPI)"),
    "json-schema": _("Schema of data (JSON Schema)"),
    "xsd": _("Schema of data (XML Schema)"),
    "shacl": _("Shapes of data (SHACL)"),
    "csvw": _("Description of tables (CSV on the Web)"),
}
PROFILE_ROLES: Labels = {
    "reference": _("referred to by the main file"),
    "passing": _("must pass"),
    "failing": _("must fail"),
}
