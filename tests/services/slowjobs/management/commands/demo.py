"""A demo in small: asks for one job and waits for it, as the city's does."""

import os
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock, jobs
from core.processes import first_pages


class Command(BaseCommand):
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--load-only", action="store_true")
        parser.add_argument("--reviews-only", action="store_true")

    def handle(self, *, load_only=False, reviews_only=False, **_):
        if load_only:  # before any worker is there
            return
        job = jobs.request("tests.slow", target="2x0.1", input_hash="demo", by=None, at=clock.db_now())
        if os.environ.get("DEMO_FAILS"):
            raise CommandError("The demo city is not here.")
        while job.state != "ready":
            time.sleep(0.1)
            job.refresh_from_db()
        if reviews_only:
            self.stdout.write("Nothing is asked for that nobody waits for.")
        self.stdout.write(f"The file: {job.artifacts.get().object_name}")
        first_pages.write(Path(settings.DATA_DIR), [("/", "what to do next")])
