"""`manage.py demo`: a city to look around in, and its reviews as PDF files."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock, jobs
from core.models import Job, JobState
from core.processes import first_pages
from core.states import GateRefused
from procurement.reports.models import Report
from procurement.web.demo import bids, content, people, services

PAUSE = 0.3


class Command(BaseCommand):
    help = (
        "Loads the demonstration (once) and makes its reviews; needs EVENHAND_DEMO=1 and a worker, so start it by "
        "`manage.py serve --demo`. Prints the accounts and where the PDF files are; `serve` adds where to look first."
    )
    requires_system_checks = []  # they cost seconds at every start; `manage.py check` runs them
    patience = 240.0  # seconds without any news of a job

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--load-only", action="store_true", help="Loads it and makes no review; needs no worker.")
        parser.add_argument(
            "--reviews-only",
            action="store_true",
            help="Asks for nothing that a stop right after the reviews would find unfinished.",
        )

    def handle(self, *_: Any, load_only: bool = False, reviews_only: bool = False, **__: Any) -> None:
        try:
            services.require_demo()
            loaded = services.load(at=clock.db_now())
            self._say(f"Demo: {loaded.inserted} tenders loaded, {loaded.known} were there.")
            if load_only:
                self._note_content(loaded)
                return
            reports = services.request_reviews(loaded.reviewed, at=clock.db_now())
            if not reviews_only:
                services.request_simulations(loaded.studied, at=clock.db_now())  # after them: nobody waits for it
        except services.NotADemo as refused:
            raise CommandError(str(refused)) from None
        except GateRefused as refused:
            raise CommandError(f"A tender of the demo cannot be evaluated: {refused}") from refused
        for report in reports:
            self._wait(report)
            self._say(f"  PDF: {self._copy(report)}")
        self._say("Accounts (all with the passphrase below):")
        for account in services.accounts():
            self._say(f"  {account.email:26} {account.sees}")
        self._say(
            f"Passphrase: {people.PASSPHRASE}. On this machine the sign-in page opens each account with one click."
        )
        self._say("Passphrases of the opening keys of Larkmouth:")
        for holder, passphrase in services.passphrases():
            self._say(f"  {passphrase}  {holder}")
        self._say(f"Pass of every draft of a bid: {bids.DRAFT_PASS}")
        first_pages.write(Path(settings.DATA_DIR), services.first_pages(loaded, reports))

    def _note_content(self, loaded: services.Loaded) -> None:
        """A city that an earlier version made keeps its own past: what came since is said to be missing."""
        data = Path(settings.DATA_DIR)
        if loaded.anew:
            content.note(data)
        elif clock.may_move() and not content.is_current(data):
            self._say(
                "An earlier version of the demonstration made this city, so tenders of this version are missing. To "
                f"begin anew: stop it, remove {data} (and the database that DATABASE_URL names), start it again."
            )

    def _wait(self, report: Report) -> None:
        """Until the report's job is ready; prints its progress. Raises CommandError when it fails or nothing moves."""
        self._say(f"{report.title}")
        reported: tuple[object, ...] = ()
        since = time.monotonic()
        while True:
            job = Job.objects.get(pk=report.job_id)
            news = (job.state, job.percent, job.message, job.fence)
            if news != reported:
                reported, since = news, time.monotonic()
                self._say(f"  {job.percent:3} % {job.message or job.get_state_display()}")
            if job.state == JobState.READY:
                return
            if job.state == JobState.FAILED:
                raise CommandError(f"The review was not made: {job.why}")
            if time.monotonic() - since > self.patience:
                raise CommandError(
                    f"Nothing has happened to the review for {self.patience:.0f} seconds. Does a worker run? "
                    "`manage.py serve --demo` starts one."
                )
            self.pause()

    def pause(self) -> None:
        """Leave the processor to the worker."""
        time.sleep(PAUSE)

    def _copy(self, report: Report) -> Path:
        """The review under its own name, beside the data: its stored name is its SHA-256."""
        artifact = report.job.artifacts.latest("made_at")
        path = Path(settings.DATA_DIR) / "reviews" / Path(artifact.file_name).name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(jobs.open_artifact(artifact))
        return path

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
