"""One valid row of any model of ours, straight into the table: for tests about what the database itself refuses."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import models

from core.models import Authority, PlatformKey, User
from procurement.bids.models import Bid, Opening, OpeningResult
from procurement.evaluations.models import Run
from procurement.tenders.models import Tender
from suppliers.models import Supplier

AT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)
_publish_numbers = itertools.count(1_000_001)  # far from the numbers that publishing gives
_places = itertools.cycle([1, 2])

# What a plain value per field does not make valid.
NEEDS = {
    "core.calendaryear": lambda: {"year": 2000 + next(_numbers) % 100},
    "core.invitation": lambda: {"authority": make(Authority), "reason": "Her new post."},
    "core.mail": lambda: {"user": make(User)},
    "core.auditleaf": lambda: {"index": 0},
    "core.siteoutage": lambda: {"part": "web", "from_at": AT, "to_at": AT + timedelta(minutes=5)},
    "reports.report": lambda: {"run": make(Run)},
    "planning.standardfact": lambda: {"fact": "royalty_free", "act": "recorded", "value": "yes", "no": 1},
    "suppliers.sharecode": lambda: {"ends_at": AT + timedelta(days=90)},
    "suppliers.sharecodelookup": lambda: {"for_supplier": make(Supplier)},
    "suppliers.consortiumparty": lambda: {"supplier": make(Supplier)},
    "suppliers.declaration": lambda: {"code": "corruption", "expires_date": AT.date()},
    "suppliers.policystatement": lambda: {"text": "We are fair."},
    "suppliers.suppliersuspension": lambda: {"ends_at": AT + timedelta(days=30)},
    "tenders.explanation": lambda: {"text": "x" * 80},
    "tenders.explanationverdict": lambda: {"approved": True},
    "tenders.tenderversion": lambda: {"no": 1},
    "tenders.announcedversion": lambda: {
        "tender": make(Tender, state="open", price_formula="lowest_price", publish_no=next(_publish_numbers)),
        "no": 1,
    },
    "bids.bidrevision": lambda: {"bid": _bid_of_open_tender(), "received_at": AT, "deadline_at": AT},
    "bids.openinghalf": lambda: {"place": next(_places), "factor_at": AT},
    "bids.openingresult": lambda: {"opening": make(Opening, state="processing")},
    "bids.openedanswers": lambda: {"result": make(OpeningResult)},
    "bids.openedfile": lambda: {"result": make(OpeningResult)},
    "core.platformkey": lambda: {
        "number": PlatformKey.objects.count() + 1,
        "public_key": f"{next(_numbers):064x}",
        "fingerprint": f"{next(_numbers):064x}",
        **({"by_new": "{}", "beginning": "replaced"} if PlatformKey.objects.exists() else {}),
    },
    "core.readtext": lambda: {"unit": "page", "parts": "[]"},
    "tenders.lotspec": lambda: {"fault": "No method was published."},
    "evaluations.run": lambda: {"no": 1, "cause": "first"},
    "opendata.importedrecord": lambda: {"state": "stored", "tender": make(Tender), "digest": f"d{next(_numbers)}"},
}


def _bid_of_open_tender():
    columns = {
        "state": "open",
        "deadline_at": AT,
        "price_formula": "lowest_price",
        "publish_no": next(_publish_numbers),
    }
    return make(Bid, tender=make(Tender, **columns))


def make(model, **values_by_field):
    """A saved row: `values_by_field` as they are; else a value that no other row has, where one is needed."""
    values = {**NEEDS.get(model._meta.label_lower, dict)(), **values_by_field}
    for field in model._meta.concrete_fields:
        if field.name not in values and field.attname not in values and _needs_a_value(field):
            values[field.name] = _value(field)
    row = model(**values)
    row.save(force_insert=True)
    return row


def _needs_a_value(field):
    automatic = isinstance(field, models.AutoField) or getattr(field, "auto_now_add", False)
    return not (automatic or field.null or field.has_default() or field.blank)


def _value(field):
    number = next(_numbers)
    if field.is_relation:
        return make(field.related_model)
    if isinstance(field, models.CharField | models.TextField):
        if field.choices:
            return field.flatchoices[0][0]
        text = f"7{number}" if type(field).__name__ in {"FractionField", "AmountField"} else f"{field.name}{number}"
        return text[-(field.max_length or 200) :]
    kinds = {
        models.DateTimeField: AT,
        models.DateField: AT.date(),
        models.DecimalField: Decimal(1),
        models.IntegerField: number,
        models.BinaryField: b"bytes",
        models.JSONField: {},
    }
    return next(value for kind, value in kinds.items() if isinstance(field, kind))
