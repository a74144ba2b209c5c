"""Makes a bid of each named firm in an installation's database, and prints how their teams reach them: run as a module."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 -- the site must be set up before

from tests.bids import written  # noqa: E402
from tests.bids.files import sent  # noqa: E402


def about(firm):
    team = sent.team(supplier=written.firm(name=firm))
    cookies = {name: morsel.value for name, morsel in team.client.cookies.items()}
    return {"bid": str(team.bid.pk), "key": team.key.raw.hex(), "cookies": cookies, "root": settings.BIDS_ROOT}


def main():
    json.dump([about(firm) for firm in sys.argv[1:]], sys.stdout)


if __name__ == "__main__":
    main()
