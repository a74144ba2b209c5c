"""What a publication freezes."""

from datetime import datetime

from django.db import transaction

from core.models import User
from procurement.tenders import gather, queries
from procurement.tenders.gather import Publication
from procurement.tenders.models import LotSpec, Tender, TenderVersion, total_estimate, value_order


@transaction.atomic
def freeze_version(
    *, tender: Tender, publication: Publication | None = None, reason: str = "", by: User | None, at: datetime
) -> TenderVersion:
    """Keep everything that is published with a tender, and the specification of each lot (DESIGN law 3).

    Called by what publishes: an import, a publication, an amendment (which gives its `reason`). `publication`: what is
    frozen beside the rows, in a later version that of the one before where none is named. Effects: the next
    TenderVersion and a LotSpec for each lot; the caller's leaf names the digest. A method that cannot be written
    exactly is kept as the fault that it is; the tender's `value_order` and `search_text`. The database refuses a
    second version of the same number.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    snapshot = gather.snapshot_of(row, publication or _carried_over(row))
    estimates = [frozen.lot.estimate for frozen in snapshot.lots]
    Tender.objects.filter(pk=row.pk).update(
        value_order=value_order(total_estimate(estimates)), search_text=queries.search_text_of(row)
    )
    number = queries.latest_version_no(tender) + 1
    version = TenderVersion.objects.create(
        tender=tender, no=number, snapshot=snapshot.text, digest=snapshot.digest, reason=reason, by=by, at=at
    )
    LotSpec.objects.bulk_create(
        LotSpec(
            version=version,
            lot=frozen.lot,
            spec=frozen.spec,
            spec_sha=frozen.spec_sha,
            interfaces=gather.interfaces_to_json(frozen.interfaces),
            fault=frozen.fault,
        )
        for frozen in snapshot.lots
    )
    return version


def _carried_over(row: Tender) -> Publication | None:
    """What the version before froze beside the rows, with the dates that hold now."""
    earlier = gather.publication_of(row)
    return earlier.dated(row) if earlier else None
