"""Identifiers of organisations: a closed list of schemes, each checked by the rules of who gives the numbers.

Codes are written as those of org-id.guide: the country, then the register. The check digits are python-stdnum's; a
register without them is checked by the form of its numbers alone. Whether the organisation is there, no rule can say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import exceptions

LONGEST = 200  # letters of a number of a scheme that is not on the list
VAT = gettext_lazy("VAT number")
LEI = gettext_lazy("Legal entity identifier (LEI)")
WORLD = ""

_SENTENCES: Mapping[type[exceptions.ValidationError], Promise] = {
    exceptions.InvalidLength: gettext_lazy("This number is too long or too short."),
    exceptions.InvalidChecksum: gettext_lazy("The check digit does not fit: a digit is mistyped."),
    exceptions.InvalidFormat: gettext_lazy("Such a number is written in another way."),
    exceptions.InvalidComponent: gettext_lazy("A part of this number is not in use."),
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """Who gives numbers to organisations. `country` empty: to those of the world.

    `module` of python-stdnum checks the number, `form` is the pattern of it where that says more. `prefix`: what the
    number begins with as it is kept, whether or not it is typed.
    """

    code: str
    country: str
    label: str | Promise
    example: str
    module: str = ""
    form: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class CheckedIdentifier:
    """A number as its scheme writes it; `refusal`: what is wrong with it, and an example of one that is right.

    `is_checked`: the scheme is on our list; else the number stays as it was typed.
    """

    number: str
    is_checked: bool
    refusal: str = ""


# (country, code, what the register calls the number, an example, module of python-stdnum)
_NATIONAL = (
    ("AT", "AT-FB", "Firmenbuchnummer", "122119m", "at.businessid"),
    ("AU", "AU-ABN", "Australian Business Number", "83914571673", "au.abn"),
    ("BE", "BE-BCE_KBO", "Ondernemingsnummer / Numéro d’entreprise", "0428759497", "be.vat"),
    ("CA", "CA-BN", "Business Number", "123026635", "ca.bn"),
    ("CH", "CH-UID", "Unternehmens-Identifikationsnummer", "CHE100155212", "ch.uid"),
    ("CZ", "CZ-ICO", "Identifikační číslo osoby", "25123891", "cz.dic"),
    ("DK", "DK-CVR", "CVR-nummer", "13585628", "dk.cvr"),
    ("EE", "EE-RIK", "Registrikood", "12345678", "ee.registrikood"),
    ("ES", "ES-NIF", "Número de identificación fiscal", "J99216582", "es.nif"),
    ("FI", "FI-PRO", "Y-tunnus", "20774740", "fi.ytunnus"),
    ("FR", "FR-SIREN", "SIREN", "404833048", "fr.siren"),
    ("FR", "FR-SIRET", "SIRET", "73282932000074", "fr.siret"),
    ("HR", "HR-OIB", "Osobni identifikacijski broj", "33392005961", "hr.oib"),
    ("IT", "IT-PIVA", "Partita IVA", "00743110157", "it.iva"),
    ("JP", "JP-JCN", "法人番号", "5835678256246", "jp.cn"),
    ("LV", "LV-RE", "Reģistrācijas numurs", "40003521600", "lv.pvn"),
    ("NO", "NO-BRC", "Organisasjonsnummer", "988077917", "no.orgnr"),
    ("PL", "PL-NIP", "NIP", "8567346215", "pl.nip"),
    ("PL", "PL-REGON", "REGON", "192598184", "pl.regon"),
    ("PT", "PT-NIPC", "Número de identificação de pessoa coletiva", "501964843", "pt.nif"),
    ("RO", "RO-CUI", "Cod unic de înregistrare", "18547290", "ro.cui"),
    ("SE", "SE-BLV", "Organisationsnummer", "1234567897", "se.orgnr"),
    ("SI", "SI-PRS", "Matična številka", "9331310", "si.maticna"),
    ("UA", "UA-EDR", "Код ЄДРПОУ", "32855961", "ua.edrpou"),
    ("US", "US-EIN", "Employer Identification Number", "911144442", "us.ein"),
)
# Registers whose numbers have no check digit, by their form: (country, code, name, example, pattern).
_BY_FORM = (
    ("GB", "GB-COH", "Companies House number", "SC123456", r"(?:\d{2}|[A-Z]{2})\d{6}"),
    ("IE", "IE-CRO", "Companies Registration Office number", "123456", r"\d{4,7}"),
    ("NL", "NL-KVK", "KVK-nummer", "12345678", r"\d{8}"),
)
# Some registers give organisations only a part of the numbers of their form: persons have the others.
_OF_ORGANISATIONS = {"CZ-ICO": r"\d{8}", "LV-RE": r"[4-9]\d{10}"}
# The VAT numbers of the union, of Northern Ireland and of Great Britain: (country, what it begins with, an example).
_VAT = (
    ("AT", "AT", "ATU13585627"),
    ("BE", "BE", "BE0428759497"),
    ("BG", "BG", "BG175074752"),
    ("CY", "CY", "CY10259033P"),
    ("CZ", "CZ", "CZ25123891"),
    ("DE", "DE", "DE136695976"),
    ("DK", "DK", "DK13585628"),
    ("EE", "EE", "EE100594102"),
    ("ES", "ES", "ESB64717838"),
    ("FI", "FI", "FI20774740"),
    ("FR", "FR", "FR23334175221"),
    ("GB", "GB", "GB980780684"),
    ("GR", "EL", "EL094259216"),
    ("HR", "HR", "HR33392005961"),
    ("HU", "HU", "HU12892312"),
    ("IE", "IE", "IE6433435F"),
    ("IT", "IT", "IT00743110157"),
    ("LT", "LT", "LT119511515"),
    ("LU", "LU", "LU15027442"),
    ("LV", "LV", "LV40003521600"),
    ("MT", "MT", "MT11679112"),
    ("NL", "NL", "NL004495445B01"),
    ("PL", "PL", "PL8567346215"),
    ("PT", "PT", "PT501964843"),
    ("RO", "RO", "RO18547290"),
    ("SE", "SE", "SE123456789701"),
    ("SI", "SI", "SI50223054"),
    ("SK", "SK", "SK2022749619"),
    ("XI", "XI", "XI980780684"),
)


@cache
def schemes() -> Mapping[str, Scheme]:
    """Every scheme by its code: registers of countries, then VAT numbers, then the LEI."""
    rows = [
        *(
            Scheme(code, country, name, example, module, _OF_ORGANISATIONS.get(code, ""))
            for country, code, name, example, module in _NATIONAL
        ),
        *(Scheme(code, country, name, example, form=form) for country, code, name, example, form in _BY_FORM),
        *(
            Scheme(f"{country}-VAT", country, VAT, example, _vat_module(country), "", begins)
            for country, begins, example in _VAT
        ),
        Scheme("XI-LEI", WORLD, LEI, "213800KUD8LAJWSQ9D15", "lei"),
    ]
    return MappingProxyType({row.code: row for row in rows})


def schemes_of(country: str) -> list[Scheme]:
    """What an organisation of this country may have, its register first, the LEI last."""
    return [scheme for scheme in schemes().values() if scheme.country in {country, WORLD}]


def check(code: str, typed: str) -> CheckedIdentifier:
    """What a scheme says of a number. A scheme that is not on our list says nothing: the number stays as typed.

    A number without a scheme, and a scheme without a number, identify nobody.
    """
    number, scheme = typed.strip(), schemes().get(code)
    if not number and not code:
        return CheckedIdentifier("", is_checked=False)
    if not code:
        return CheckedIdentifier(number, is_checked=False, refusal=_("Say which register this number is from."))
    if not number:
        return CheckedIdentifier("", is_checked=False, refusal=_("Give the number, or no register."))
    if scheme is None:
        refusal = _("At most %(most)s letters.") % {"most": LONGEST} if len(number) > LONGEST else ""
        return CheckedIdentifier(number, is_checked=False, refusal=refusal)
    try:
        return CheckedIdentifier(_compact(scheme, number), is_checked=True)
    except exceptions.ValidationError as error:
        return CheckedIdentifier(number, is_checked=True, refusal=_refusal(scheme, error))


def _compact(scheme: Scheme, number: str) -> str:
    """The number as the scheme writes it. Raises stdnum.exceptions.ValidationError."""
    bare = re.sub(r"[\s./-]", "", number)
    if scheme.prefix and bare.upper().startswith(scheme.prefix):
        bare = bare[len(scheme.prefix) :]
    compact = str(import_module(f"stdnum.{scheme.module}").validate(bare)) if scheme.module else bare.upper()
    if scheme.form and not re.fullmatch(scheme.form, compact, re.ASCII):
        raise exceptions.InvalidFormat
    return scheme.prefix + compact.removeprefix(scheme.prefix)


def _refusal(scheme: Scheme, error: exceptions.ValidationError) -> str:
    why = next((text for kind, text in _SENTENCES.items() if isinstance(error, kind)), _("This number is not right."))
    return _("%(why)s An example: %(example)s.") % {"why": why, "example": scheme.example}


def _vat_module(country: str) -> str:
    """The module of python-stdnum that checks the VAT numbers of a country."""
    names = {"AT": "uid", "CZ": "dic", "DK": "cvr", "EE": "kmkr", "ES": "nif", "FI": "alv", "FR": "tva", "HR": "oib"}
    names |= {"HU": "anum", "IT": "iva", "LT": "pvm", "LU": "tva", "LV": "pvn", "NL": "btw", "PL": "nip", "PT": "nif"}
    names |= {"RO": "cf", "SI": "ddv", "SK": "dph"}
    land = {"XI": "gb"}.get(country, country.lower())
    return f"{land}.{names.get(country, 'vat')}"
