"""Makes what programs of a supplier meet on a site: run as a module in an installation; one JSON command, one answer."""

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from knox.models import AuthToken  # noqa: E402

from core import clock  # noqa: E402
from core.signing import services as signing  # noqa: E402
from offline import keys  # noqa: E402
from procurement.bids import outline as outlines  # noqa: E402
from procurement.bids.models import Attempt, BidReceipt, BidRevision, SealedEnvelope, SubmissionWork  # noqa: E402
from procurement.bids.queries import keys as key_queries  # noqa: E402
from procurement.tenders import gather as tender_gather  # noqa: E402
from tests.bids import submitting as bids  # noqa: E402
from tests.bids import written  # noqa: E402

CANARY = "87654.32"


def begin(*, firms: int, ready: int) -> dict[str, Any]:
    """An open tender and what is offered for it; so many firms with their facts and a token; and so many bids of others
    that lack nothing, each with its draft key and a token.
    """
    written.set_clock(settings)
    city, _keys = bids.city_with_keys()
    tender = bids.open_tender(city)
    suppliers = [written.firm(name=f"Firm {number}") for number in range(firms)]
    for supplier in suppliers:
        bids.declare_all(supplier, tender, [1])
    outline = outlines.outline_of(tender_gather.publication_of(tender).content, [1])
    texts = bids.filled_texts(outline)
    texts["prices"] = dict.fromkeys(texts["prices"], CANARY)
    begun = [bids.ready_bid(city, tender=tender, name=f"Ready {number}") for number in range(ready)]
    return {
        "firms": [
            {"supplier": str(supplier.pk), "token": token_of(written.person_of(supplier))} for supplier in suppliers
        ],
        "fingerprint": keys.fingerprint(signing.signer(at=clock.db_now()).public_key),
        "keyset": key_queries.latest_keyset(tender).digest,
        "bid": {"tender": str(tender.pk), "lots": [1], **texts},
        "ready": [
            {"bid": str(each.bid.pk), "key": each.draft_key.raw.hex(), "token": token_of(each.bid.begun_by)}
            for each in begun
        ],
    }


def token_of(person: Any) -> str:
    return AuthToken.objects.create(person)[1]


def look() -> dict[str, Any]:
    """How many rows there are, how many objects no version names, and how many are missing."""
    named = set(SealedEnvelope.objects.values_list("object_name", flat=True))
    models = (BidRevision, BidReceipt, SealedEnvelope, SubmissionWork, Attempt)
    return {
        "rows": [model.objects.count() for model in models],
        "orphans": len(set(bids.objects()) - named),
        "missing": len(named - set(bids.objects())),
    }


if __name__ == "__main__":
    command = json.loads(sys.stdin.read())
    print(json.dumps({act.__name__: act for act in (begin, look)}[command.pop("do")](**command)))
