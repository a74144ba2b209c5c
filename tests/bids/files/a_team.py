"""Makes a bid in an installation's database, and prints how its team reaches it: run as a module."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 -- the site must be set up before

from tests.bids.files import sent  # noqa: E402


def main():
    team = sent.team()
    cookies = {name: morsel.value for name, morsel in team.client.cookies.items()}
    json.dump(
        {"bid": str(team.bid.pk), "key": team.key.raw.hex(), "cookies": cookies, "root": settings.BIDS_ROOT}, sys.stdout
    )


if __name__ == "__main__":
    main()
