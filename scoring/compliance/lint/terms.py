"""The terms that texts are read for: data of a policy, with a list to begin with.

A term with a capital letter is matched as it is written ("Windows", never "windows"), one without in any case.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedStandard:
    """A standard and the names by which texts refer to it.

    `closed`: its openness is 0. `is_versioned`: the name says no version, so that a text must.
    """

    id: str
    names: tuple[str, ...]
    closed: bool = False
    is_versioned: bool = True


@dataclass(frozen=True, slots=True)
class TermLists:
    """What the ten checks look for. `equivalent`: the words that the law asks for; `rider`: what the general one says.

    `deadlines` speak of the end of a procedure by themselves, `arrivals` only beside a word of `bids`; `manners` bind
    one side only beside a word of `changes` and one of the `bargain`.
    """

    brands: tuple[str, ...]
    standards: tuple[NamedStandard, ...]
    equivalent: tuple[str, ...]
    rider: tuple[str, ...]
    closed_formats: tuple[str, ...]
    open_formats: tuple[str, ...]
    certificates: tuple[str, ...]
    certificate_words: tuple[str, ...]
    unverified_kinds: tuple[str, ...]
    evidence_words: tuple[str, ...]
    deadlines: tuple[str, ...]
    arrivals: tuple[str, ...]
    bids: tuple[str, ...]
    one_sided: tuple[str, ...]
    changes: tuple[str, ...]
    manners: tuple[str, ...]
    bargain: tuple[str, ...]
    renewals: tuple[str, ...]
    exclusivity: tuple[str, ...]


BRANDS = (
    *("Microsoft", "Windows", "SharePoint", "Azure", "Office 365", "Microsoft 365", "Active Directory", "Power BI"),
    *("Exchange Online", "SQL Server", "Oracle", "SAP", "Salesforce", "ServiceNow", "Workday", "Adobe", "Acrobat"),
    *("Photoshop", "Google", "Android", "Chrome", "Google Maps", "Apple", "iPad", "iPhone", "macOS", "Cisco", "Huawei"),
    *("Siemens", "Schneider Electric", "Bosch", "Philips", "Signify", "Honeywell", "Esri", "ArcGIS", "AutoCAD"),
    *("Autodesk", "Bentley", "VMware", "Citrix", "Dell", "Lenovo", "HP LaserJet", "IBM", "Intel", "Xeon", "AMD"),
    *("NVIDIA", "Samsung", "LG", "Amazon Web Services", "AWS", "DocuSign", "Zoom Rooms", "Webex", "Fortinet"),
    *("Palo Alto Networks", "Splunk", "Tableau", "Qlik", "Atlassian", "Jira", "Confluence", "MongoDB", "Snowflake"),
    *("Libelium", "Vaisala", "Kapsch", "Swarco", "Axis Communications", "Hikvision", "Genetec", "Milestone XProtect"),
)

_VERSIONED = {
    "openapi": ("OpenAPI",),
    "asyncapi": ("AsyncAPI",),
    "json-schema": ("JSON Schema",),
    "ngsi-ld-api": ("NGSI-LD",),
    "dcat-ap": ("DCAT-AP",),
    "gtfs": ("GTFS", "GTFS Realtime"),
    "gbfs": ("GBFS",),
    "netex": ("NeTEx",),
    "siri": ("SIRI",),
    "datex-ii": ("DATEX II",),
    "talq": ("TALQ",),
    "apds": ("APDS",),
    "wcag-22": ("WCAG",),
    "en-301-549": ("EN 301 549",),
    "sensorthings": ("SensorThings API", "SensorThings"),
    "ogc-api-features": ("OGC API Features",),
    "citygml": ("CityGML",),
    "cityjson": ("CityJSON",),
    "lorawan": ("LoRaWAN",),
    "mqtt": ("MQTT",),
    "scim": ("SCIM",),
    "saml2": ("SAML",),
    "cyclonedx": ("CycloneDX",),
    "spdx": ("SPDX",),
    "ubl": ("UBL",),
    "mds": ("Mobility Data Specification",),
    "onem2m": ("oneM2M",),
    "dali": ("DALI",),
    "bacnet": ("BACnet",),
    "modbus": ("Modbus",),
    "ocpp": ("OCPP",),
    "passpoint": ("Passpoint",),
}
# The name is enough: it holds a number of its own, or there is one version.
_PLAIN = {
    "csv-rfc4180": ("RFC 4180",),
    "security-txt": ("RFC 9116",),
    "icalendar-vcard": ("RFC 5545", "RFC 6350"),
    "geojson": ("GeoJSON", "RFC 7946"),
    "iso-8601": ("ISO 8601",),
    "openid": ("OpenID Connect",),
    "wms": ("WMS 1.3.0",),
    "odrl": ("ODRL",),
}
_CLOSED = {
    "iso-27001": ("ISO/IEC 27001", "ISO 27001"),
    "odf": ("OpenDocument", "ODF"),
    "pdf-a": ("PDF/A",),
}
STANDARDS = (
    *(NamedStandard(key, names) for key, names in _VERSIONED.items()),
    *(NamedStandard(key, names, is_versioned=False) for key, names in _PLAIN.items()),
    *(NamedStandard(key, names, closed=True) for key, names in _CLOSED.items()),
)

DEFAULT_TERMS = TermLists(
    brands=BRANDS,
    standards=STANDARDS,
    equivalent=(
        *("or equivalent", "or an equivalent", "or any equivalent", "or another equivalent", "or other equivalent"),
        *("or technically equivalent", "or functionally equivalent", "or equal", "or a specification equivalent"),
        *("oder gleichwertig", "ou équivalent", "o equivalente", "of gelijkwaardig"),
    ),
    rider=("may offer another specification if it shows", "equivalent specifications are accepted throughout"),
    closed_formats=(
        *("dwg", "docx", "xlsx", "pptx", ".doc", ".xls", ".ppt", "visio", "mdb", "accdb", "pst", "psd", "indd"),
        *("rvt", "revit", "file geodatabase", "mxd", "vsdx", "pbix", "microstation", "excel", "powerpoint"),
        *("word file", "word files", "word format", "word document", "word documents", "microsoft word"),
    ),
    open_formats=(
        *("odt", "ods", "odp", "opendocument", "csv", "json", "xml", "geojson", "geopackage", "pdf/a", "html", "ifc"),
        *("svg", "gml", "dxf", "parquet", "mbox", "png", "tiff", "markdown", "or equivalent open format"),
    ),
    certificates=(
        *("gold partner", "silver partner", "premier partner", "platinum partner", "authorised reseller"),
        *("gold partners", "silver partners", "premier partners", "platinum partners", "authorised resellers"),
        *("talq certified", "lorawan certified", "zigbee certified", "dali-2 certified", "onvif member"),
        *("authorized reseller", "manufacturer's authorisation", "manufacturer's certificate", "accredited installer"),
        *("member of the lora alliance", "member of the talq consortium", "talq certificate", "alliance membership"),
        *("consortium membership", "certified to iso/iec 27001", "certified to iso 27001", "iso/iec 27001 certificate"),
        *("iso 27001 certificate", "wi-fi alliance certificate", "membership of the consortium"),
        *("membership of the alliance", "must be a member of"),
    ),
    certificate_words=(
        *("certified", "certificate", "certificates", "certification", "partner", "partner status", "accreditation"),
        *("accredited", "reseller", "partners", "certifications"),
    ),
    unverified_kinds=("pdf/a", "odf", "opendocument", "publiccode.yml", "publiccode", "screenshot", "screenshots"),
    evidence_words=(
        *("evidence", "as proof", "proof is", "is proven by", "are proven by", "is shown by", "are shown by"),
        *("demonstrated by", "prove it", "proves it", "is verified by"),
    ),
    deadlines=(
        *("deadline", "closing date", "closing time", "time limit for receipt", "submission date", "cut-off date"),
        *("tender return date",),
    ),
    arrivals=(
        *("received by", "received before", "received no later than", "received not later than", "submitted by"),
        *("submitted before", "submitted no later than", "submit by", "returned by", "must reach"),
        *("are due", "is due", "no later than", "not later than", "must arrive"),
        *("accepted until", "accepted after", "uploaded by", "sent by", "delivered by"),
        *("must be in by", "received after", "lodged", "closes at", "close at"),
        *("end on", "ends on", "open until", "late bids", "return your"),
        *("send your", "submit your", "arriving after"),
    ),
    bids=(
        *("bid", "bids", "tender", "tenders", "offer", "offers", "submission", "submissions", "quotation"),
        *("quotations", "question", "questions", "clarification", "clarifications", "envelope", "envelopes"),
        *("response", "responses", "application", "applications", "expression of interest"),
    ),
    one_sided=(
        "amended unilaterally",
        "changed unilaterally",
        "reserves the right to change",
        "reserves the right to amend",
    ),
    changes=(
        *(
            "change",
            "changes",
            "changed",
            "amend",
            "amends",
            "amended",
            "vary",
            "varies",
            "varied",
            "modify",
            "modified",
        ),
        *("alter", "altered", "adjust", "adjusts", "adjusted", "revise", "revised", "raise", "raised", "increase"),
        *("increased", "withdraw", "withdrawn", "replace", "replaced"),
    ),
    manners=(
        *("at any time", "at any moment", "without notice", "without prior notice", "without further notice"),
        *("at its sole discretion", "at its own discretion", "at its discretion", "without the city's consent"),
    ),
    bargain=(
        *("terms", "conditions", "price", "prices", "fee", "fees", "charge", "charges", "rate", "rates", "tariff"),
        *("tariffs", "specification", "specifications", "contract", "agreement", "service", "services", "documents"),
        *("requirements", "scope", "licence", "policy", "policies"),
    ),
    renewals=(
        *("renews automatically", "renewed automatically", "automatically renewed", "automatically renews"),
        *("automatic renewal", "automatically extended", "extended automatically", "extends automatically"),
        *("automatically extends", "tacitly", "tacit renewal", "silent renewal", "silently renewed", "renews silently"),
        *(
            "automatically renew",
            "successive periods",
            "unless terminated",
            "unless cancelled",
            "renews each year",
            "renews every year",
            "unless either party gives notice",
        ),
        *("is prolonged unless", "continues unless", "renewed unless", "extended unless", "rolls over"),
    ),
    exclusivity=(
        *("exclusive right", "exclusive rights", "exclusivity", "exclusively by the supplier", "sole supplier"),
        *("sole provider", "sole source", "exclusive supplier", "exclusive provider", "no other supplier may"),
        *(
            "only from the contractor",
            "from the supplier only",
            "from the contractor only",
            "sole and exclusive",
            "on an exclusive basis",
            "exclusive contract",
        ),
        *("only from the supplier", "exclusively from the supplier", "only by the supplier"),
    ),
)
