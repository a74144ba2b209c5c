"""Publishes tenders with ten full sections on PostgreSQL: `python -m tests.bench.publish COUNT`, DATABASE_URL names it.

Prints one line of JSON: seconds of each publication, by the clock, and the lots that each has as rows afterwards.
"""

import json
import sys
import time

import django


def main():
    django.setup()

    from procurement.tenders import services
    from procurement.tenders.models import Lot, TenderVersion
    from tests import builders
    from tests.tenders import written

    count = int(sys.argv[1])
    authority = written.city()
    writer, publisher = (builders.person("officer", authority=authority) for _ in range(2))
    drafts = [written.in_review(authority=authority, by=writer) for _ in range(count + 1)]
    seconds = []
    for draft in drafts:
        begun = time.perf_counter()
        services.publish(tender=draft, by=publisher, at=written.AT)
        seconds.append(time.perf_counter() - begun)
    published = TenderVersion.objects.filter(tender__in=drafts).count()
    lots = Lot.objects.filter(tender__in=drafts).count()
    print(json.dumps({"seconds": seconds[1:], "versions": published, "lots": lots}))


if __name__ == "__main__":
    main()
