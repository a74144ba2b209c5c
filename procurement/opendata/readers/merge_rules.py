"""How OCDS releases of one process are merged, as a table: OCDS 1.1.5 and the extensions that occur with it.

Lists of objects are merged by `id`; everything else is versioned: the later value replaces the earlier. The exceptions
stand here. What OCDS omits when it merges is written anew for the merged release: its id, date and tag.
"""

OMITTED = ("id", "date", "tag")

_ORGANISATIONS = (
    "buyer",
    "parties",
    "tender.procuringEntity",
    "tender.tenderers",
    "tender.enquiries.author",
    "tender.lots.buyer",
    "tender.participationFees.payee",
    "bids.details.tenderers",
    "awards.suppliers",
    "contracts.suppliers",
    "contracts.signatories",
    "contracts.finance.financingParty",
    "contracts.guarantees.guarantor",
    "contracts.implementation.transactions.payee",
    "contracts.implementation.transactions.payer",
    "planning.budget.budgetBreakdown.sourceParty",
    "planning.budget.finance.financingParty",
    "awards.subcontracting.subcontracts.mainContractors",
    "awards.subcontracting.subcontracts.subcontractor",
    "bids.details.subcontracting.subcontracts.mainContractors",
    "bids.details.subcontracting.subcontracts.subcontractor",
)
_AMENDMENTS = tuple(
    f"{stage}.{name}" for stage in ("tender", "awards", "contracts") for name in ("amendment", "amendments")
)
_ITEMS = tuple(f"{stage}.items" for stage in ("tender", "awards", "contracts", "bids.details"))
_DOCUMENTS = (
    "planning",
    "planning.milestones",
    "tender",
    "tender.milestones",
    "tender.lots.milestones",
    "bids.details",
    "awards",
    "contracts",
    "contracts.milestones",
    "contracts.implementation",
    "contracts.implementation.milestones",
)
_MILESTONES = ("planning", "tender", "tender.lots", "contracts", "contracts.implementation")
_LOCATIONS = (
    *(f"{items}.deliveryLocation" for items in _ITEMS),
    "tender.bidOpening.location",
    "tender.lots.bidOpening.location",
)
_LOTS_OF = (
    "tender.criteria",
    "tender.lotGroups",
    "bids.details",
    "awards",
    "contracts.finance",
    "contracts.relatedProcesses",
    "planning.budget.finance",
    "relatedProcesses",
    *_AMENDMENTS,
    *(f"{stage}.documents" for stage in _DOCUMENTS),
    *(f"{stage}.milestones" for stage in _MILESTONES),
)
_BY_LOT = ("tender", "tender.lots")

# A list that a later release replaces whole, by the name of the field and the objects that have it.
WHOLE_LISTS: dict[str, tuple[str, ...]] = {
    "additionalIdentifiers": _ORGANISATIONS,
    "additionalClassifications": (*_ITEMS, "tender.lots", "planning.project"),
    "additionalProcurementCategories": _BY_LOT,
    "assetClass": ("contracts.finance", "planning.budget.finance"),
    "changes": _AMENDMENTS,
    "classifications": ("parties.details",),
    "coordinates": tuple(f"{place}.geometry" for place in _LOCATIONS),
    "countriesOfOrigin": ("bids.details",),
    "criteria": (
        "tender.exclusionGrounds",
        "tender.selectionCriteria",
        "tender.lots.awardCriteria",
        "tender.lots.selectionCriteria",
        "tender.lotGroups.awardCriteria",
    ),
    "customerServices": tuple(f"{stage}.contractTerms" for stage in _BY_LOT),
    "deliveryAddresses": ("tender", *_ITEMS),
    "deliveryLocations": ("tender", *_ITEMS),
    "identifiers": (
        "bids.details",
        "tender.lots",
        "tender.lotGroups",
        *(f"{place}.gazetteer" for place in _LOCATIONS),
    ),
    "languages": tuple(f"{stage}.submissionTerms" for stage in _BY_LOT),
    "locations": ("planning.project",),
    "methodOfPayment": ("tender.participationFees",),
    "nationalities": ("parties.beneficialOwners",),
    "qualificationSystemConditions": tuple(f"{stage}.otherRequirements" for stage in _BY_LOT),
    "qualificationSystemMethods": tuple(f"{stage}.otherRequirements" for stage in _BY_LOT),
    "rationaleClassifications": _AMENDMENTS,
    "relatedBids": ("awards", "contracts"),
    "relatedLots": _LOTS_OF,
    "relationship": ("relatedProcesses", "contracts.relatedProcesses"),
    "reservedParticipation": tuple(f"{stage}.otherRequirements" for stage in _BY_LOT),
    "roles": ("parties",),
    "subcontractingClauses": tuple(f"{stage}.submissionTerms" for stage in _BY_LOT),
    "submissionMethod": ("tender",),
    "sustainability": _BY_LOT,
    "type": ("tender.participationFees",),
}


def merge_rules() -> dict[tuple[str, ...], str]:
    """{path: rule} in the words of ocdsmerge."""
    lists = {
        (*parent.split("."), field): "wholeListMerge" for field, places in WHOLE_LISTS.items() for parent in places
    }
    return lists | {(field,): "omitWhenMerged" for field in OMITTED}
