"""Watch lists: keeping them, and telling their people of what is published."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import jobs
from core.models import Job, User
from procurement.tenders import notices, queries
from procurement.tenders.models import Tender, WatchList

TELL_KIND = "tenders.tell_watchers"
MOST_LISTS = 50  # of a person


# Whether a published tender is among what a query leaves. The room of filters stands above this one and is named by
# `fits_by` when the app starts.
Fits = Callable[[str, Tender], bool]
_rules: list[Fits] = []


def fits_by(rule: Fits) -> None:
    """Name the rule by which a tender fits a watch list. Once, in the app's ready()."""
    _rules[:] = [rule]


class NotWatchable(ValueError):
    """A watch list cannot be kept so; the sentence says why."""


@transaction.atomic
def watch(*, name: str, query: str, by: User, at: datetime) -> WatchList:
    """Keep the filters of a list, as `watched.canonical` writes them, under a name. Who: any account.

    Effect: a row. From now on its person is told of each tender that is published and fits. Raises NotWatchable for a
    name twice and for too many.
    """
    if WatchList.objects.filter(user=by).count() >= MOST_LISTS:
        most = _("You have %(count)d watch lists, which is the most: delete one first.")
        raise NotWatchable(most % {"count": MOST_LISTS})
    return _saved(WatchList(user=by, name=name, query=query, made_at=at))


@transaction.atomic
def rename_watch_list(*, watch_list: WatchList, name: str) -> None:
    """Give one of one's own lists another name. Raises NotWatchable for a name that one has."""
    watch_list.name = name
    _saved(watch_list)


def delete_watch_list(*, watch_list: WatchList) -> None:
    """Watch for it no more. A second call changes nothing."""
    WatchList.objects.filter(pk=watch_list.pk).delete()


def _saved(watch_list: WatchList) -> WatchList:
    try:
        with transaction.atomic():
            watch_list.save()
    except IntegrityError as twice:
        raise NotWatchable(_("You have a watch list of this name.")) from twice
    return watch_list


def request_telling(tender: Tender, *, by: User | None, at: datetime) -> None:
    """An effect of `publish`: a job looks who watches for the tender, so that a publication does not wait for it.

    No job where nobody watches for anything. One query.
    """
    if not WatchList.objects.exists():
        return
    jobs.request(TELL_KIND, target=str(tender.pk), input_hash=tender.pk.hex, by=by, at=at)


def tell_watchers(job: Job, _progress: jobs.Progress) -> jobs.JobEffect:
    """Tell everybody whose watch list a tender fits that it is published, each once. A query for each different list.

    Nobody is told of a tender that is not published, whatever the list says. A second run tells nobody again.
    """
    tender = Tender.objects.filter(queries.EVER_PUBLISHED, pk=job.target).first()
    if tender is None:
        return jobs.JobEffect(lambda: None)
    [fits] = _rules
    fitting = [query for query in queries.watched_queries() if fits(query, tender)]
    people, event = queries.watchers_of(fitting), f"tender-published:{tender.pk}"
    kind = notices.TenderNoticeKind.WATCHED
    return jobs.JobEffect(lambda: notices.tell(kind, tender, people, event=event, at=job.requested_at))
