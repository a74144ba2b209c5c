"""What a tenderer declares of itself: the 62 criteria of the European Single Procurement Document, by their codes.

Codes are those of the authority table `criterion` of the EU, as ESPD-EDM 4.1.0 uses them; titles and articles are ours
and stand for what a form asks, not for its legal text. Articles are of Directive 2014/24/EU.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DeclarationGroup(StrEnum):
    """What a declaration is for: who may not take part, who is able to, and what else a buyer must know."""

    EXCLUSION = "exclusion"
    SELECTION = "selection"
    OTHER = "other"


class DeclarationTopic(StrEnum):
    """What declarations that stand together are about."""

    CONVICTIONS = "convictions"
    PAYMENTS = "payments"
    ENVIRONMENT_AND_LABOUR = "environment_and_labour"
    INSOLVENCY = "insolvency"
    CONDUCT = "conduct"
    NATIONAL = "national"
    SUITABILITY = "suitability"
    FINANCES = "finances"
    ABILITY = "ability"
    ASSURANCE = "assurance"
    TENDERER = "tenderer"
    CANDIDATES = "candidates"


TOPICS: Mapping[DeclarationTopic, Promise] = {
    DeclarationTopic.CONVICTIONS: _("Criminal convictions"),
    DeclarationTopic.PAYMENTS: _("Taxes and social security"),
    DeclarationTopic.ENVIRONMENT_AND_LABOUR: _("Environmental, social and labour law"),
    DeclarationTopic.INSOLVENCY: _("Insolvency"),
    DeclarationTopic.CONDUCT: _("Conduct and conflicts of interest"),
    DeclarationTopic.NATIONAL: _("National law"),
    DeclarationTopic.SUITABILITY: _("Suitability to pursue the professional activity"),
    DeclarationTopic.FINANCES: _("Economic and financial standing"),
    DeclarationTopic.ABILITY: _("Technical and professional ability"),
    DeclarationTopic.ASSURANCE: _("Quality assurance and environmental management"),
    DeclarationTopic.TENDERER: _("About the tenderer"),
    DeclarationTopic.CANDIDATES: _("Fewer candidates"),
}


@dataclass(frozen=True, slots=True)
class DeclarationCriterion:
    """One of the 62. `article`: of Directive 2014/24/EU, empty where it rests on none by itself."""

    code: str
    title: Promise
    group: DeclarationGroup
    topic: DeclarationTopic
    article: str


# (group, topic, article, {code: title})
_ROWS: tuple[tuple[DeclarationGroup, DeclarationTopic, str, Mapping[str, Promise]], ...] = (
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONVICTIONS,
        "57(1)",
        {
            "crime-org": _("Conviction for taking part in a criminal organisation"),
            "corruption": _("Conviction for corruption"),
            "fraud": _("Conviction for fraud"),
            "terr-offence": _("Conviction for terrorist offences or offences linked to terrorism"),
            "finan-laund": _("Conviction for money laundering or the financing of terrorism"),
            "human-traffic": _("Conviction for child labour or trafficking in human beings"),
        },
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.PAYMENTS,
        "57(2)",
        {
            "tax-pay": _("Taxes not paid"),
            "socsec-pay": _("Social security contributions not paid"),
        },
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.ENVIRONMENT_AND_LABOUR,
        "57(4)(a)",
        {
            "envir-law": _("Breach of environmental law"),
            "socsec-law": _("Breach of social law"),
            "labour-law": _("Breach of labour law"),
        },
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.INSOLVENCY,
        "57(4)(b)",
        {
            "bankruptcy": _("Bankruptcy"),
            "insolvency": _("Insolvency or winding-up"),
            "cred-arran": _("Arrangement with creditors"),
            "bankr-nat": _("A situation like bankruptcy under national law"),
            "liq-admin": _("Assets administered by a liquidator or the court"),
            "susp-act": _("Business activities suspended"),
        },
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONDUCT,
        "57(4)(c)",
        {"prof-misconduct": _("Grave professional misconduct")},
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONDUCT,
        "57(4)(d)",
        {"distorsion": _("Agreements with others to distort competition")},
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONDUCT,
        "57(4)(e)",
        {"partic-confl": _("Conflict of interest through taking part in the procedure")},
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONDUCT,
        "57(4)(f)",
        {"prep-confl": _("Involvement in preparing the procedure")},
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONDUCT,
        "57(4)(g)",
        {"sanction": _("An earlier public contract ended early, or with damages or a like sanction")},
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.CONDUCT,
        "57(4)(h) and (i)",
        {"misrepresent": _("Misrepresentation, information withheld, undue influence on the decision")},
    ),
    (
        DeclarationGroup.EXCLUSION,
        DeclarationTopic.NATIONAL,
        "",
        {"nati-ground": _("Grounds of exclusion of national law alone")},
    ),
    (
        DeclarationGroup.SELECTION,
        DeclarationTopic.SUITABILITY,
        "58(2)",
        {
            "prof-regist": _("Entry in a professional register"),
            "trade-regist": _("Entry in a trade register"),
            "authorisation": _("Services: an authorisation that is needed at home"),
            "membership": _("Services: membership of an organisation that is needed at home"),
        },
    ),
    (
        DeclarationGroup.SELECTION,
        DeclarationTopic.FINANCES,
        "58(3)",
        {
            "gen-year-to": _("Yearly turnover"),
            "aver-year-to": _("Average yearly turnover"),
            "spec-aver-to": _("Average yearly turnover in the field of the contract"),
            "spec-year-to": _("Yearly turnover in the field of the contract"),
            "finan-rat": _("Financial ratios"),
            "indem-insu": _("Insurance against professional risks"),
            "finan-requ": _("Another economic or financial requirement"),
        },
    ),
    (
        DeclarationGroup.SELECTION,
        DeclarationTopic.ABILITY,
        "58(4)",
        {
            "work-perform": _("Works of this kind carried out before"),
            "supply-perform": _("Deliveries of this kind made before"),
            "service-perform": _("Services of this kind provided before"),
            "qual-cont-tech": _("Technicians or technical bodies for quality control"),
            "work-tech": _("Works: technicians or technical bodies for the work"),
            "qual-facil": _("Technical facilities and measures for quality"),
            "research-fac": _("Study and research facilities"),
            "chain-manage": _("Management and tracking of the supply chain"),
            "envir-measure": _("Measures of environmental management"),
            "tech-equip": _("Tools, plant and technical equipment"),
            "qualification": _("Educational and professional qualifications"),
            "spec-req-check": _("Consent to checks of capacity, research and quality control"),
            "manage-staff": _("Number of managerial staff"),
            "year-manpower": _("Average number of staff a year"),
            "suncont-port": _("Share that is to be subcontracted"),
            "wo-autent": _("Supplies: samples, descriptions or photographs"),
            "w-autent": _("Supplies: samples, descriptions or photographs, certified as authentic"),
            "qa-certif-inst": _("Supplies: certificates of institutes of quality control"),
        },
    ),
    (
        DeclarationGroup.SELECTION,
        DeclarationTopic.ASSURANCE,
        "62",
        {
            "qu-certif-indep": _("Certificates of independent bodies on quality assurance"),
            "envir-certif-indep": _("Certificates of independent bodies on environmental management"),
        },
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.TENDERER,
        "20",
        {"shelt-worksh": _("Reserved contracts: sheltered workshop or social business")},
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.TENDERER,
        "64",
        {"registered": _("Entry in an official list or a system of prequalification")},
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.TENDERER,
        "19(2)",
        {"eo-group": _("Taking part together with others")},
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.TENDERER,
        "63",
        {"relied": _("Relying on the capacities of others")},
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.TENDERER,
        "71",
        {"subco-ent": _("Subcontracting a share of the contract")},
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.CANDIDATES,
        "65",
        {"staff-red": _("Criteria by which the number of candidates is reduced")},
    ),
    (
        DeclarationGroup.OTHER,
        DeclarationTopic.TENDERER,
        "",
        {"sme": _("Micro, small or medium-sized enterprise")},
    ),
)


class UnknownDeclaration(ValueError):
    """No criterion of the ESPD has this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(_("The European Single Procurement Document has no criterion %(code)s.") % {"code": code})


@cache
def declarations() -> Mapping[str, DeclarationCriterion]:
    """Every criterion by its code, in the order of the document."""
    rows = (
        DeclarationCriterion(code, title, group, topic, article)
        for group, topic, article, titles in _ROWS
        for code, title in titles.items()
    )
    return MappingProxyType({row.code: row for row in rows})


def declaration(code: str) -> DeclarationCriterion:
    """The criterion of this code. Raises UnknownDeclaration."""
    try:
        return declarations()[code]
    except KeyError:
        raise UnknownDeclaration(code) from None


def exclusion_grounds() -> tuple[DeclarationCriterion, ...]:
    """The 24 grounds for which a tenderer must or may be excluded, in the order of the document."""
    return _of_group(DeclarationGroup.EXCLUSION)


def selection_criteria() -> tuple[DeclarationCriterion, ...]:
    """The 31 criteria of who is able to perform, in the order of the document."""
    return _of_group(DeclarationGroup.SELECTION)


def _of_group(group: DeclarationGroup) -> tuple[DeclarationCriterion, ...]:
    return tuple(row for row in declarations().values() if row.group is group)
