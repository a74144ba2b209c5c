"""Facts about standards that officers enter, for tests."""

from procurement.planning import services
from procurement.planning.catalogue import catalogue
from tests import builders

SOURCE = "Letter of the publisher, 3 March 2026"
WHY = "An assessment of the Union says the opposite."


def standard(key="ocpp"):
    return catalogue().standards[key]


def recorded(key="ocpp", *, fact="royalty_free", value="yes", source=SOURCE, authority=None, after=0, at=builders.AT):
    owner = authority or builders.authority()
    return services.record_fact(
        authority=owner,
        standard=standard(key),
        fact=fact,
        value=value,
        source=source,
        after=after,
        by=builders.person("officer", authority=owner),
        at=at,
    )


def disputed(key="odf", *, fact="royalty_free", why=WHY, authority=None, after=0, at=builders.AT):
    owner = authority or builders.authority()
    return services.dispute_fact(
        authority=owner,
        standard=standard(key),
        fact=fact,
        source=why,
        after=after,
        by=builders.person("officer", authority=owner),
        at=at,
    )


def withdrawn(
    key="ocpp", *, fact="royalty_free", why="Entered for the wrong standard.", authority=None, after=1, at=builders.AT
):
    owner = authority or builders.authority()
    return services.withdraw_fact(
        authority=owner,
        standard=standard(key),
        fact=fact,
        source=why,
        after=after,
        by=builders.person("officer", authority=owner),
        at=at,
    )
