"""When two organisations are one and the same."""

OrganisationKey = tuple[str, str, str]


def organisation_key(name: str, id_scheme: str, id_value: str) -> OrganisationKey:
    """Equal keys are one organisation: scheme and identifier together, else the exact name.

    An identifier without its scheme proves nothing: the id of an organisation inside one file ("1", "ORG-0001") is
    another organisation in the next (open-contracting/standard#1060).
    """
    return (id_scheme, id_value, "") if id_scheme and id_value else ("", "", name)
