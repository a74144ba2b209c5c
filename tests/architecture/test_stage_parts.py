"""A new stage is its folder, a line in the settings and its contract lines: what it brings is seen without another edit."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.exceptions import ImproperlyConfigured

from core import assembly
from core.assembly import LogSentence, PageRoutes, Parts
from procurement.tenders.states import TenderLeafKind

ROOT = Path(__file__).resolve().parents[2]

STAGE = {
    "toystage/__init__.py": "",
    "toystage/apps.py": """
        from django.apps import AppConfig


        class ToyConfig(AppConfig):
            name = "toystage"
    """,
    "toystage/states.py": """
        from core.audit import LeafKind


        class ToyLeafKind(LeafKind):
            PLAYED = "toy.played"
    """,
    "toystage/access.py": """
        from enum import StrEnum

        from core.access import YES, no


        class ToyAction(StrEnum):
            PLAY = "play"


        def may(user, action, toy):
            return YES if user.is_authenticated else no("Toys are for people with an account.")
    """,
    "toystage/views.py": """
        from django.http import HttpResponse
        from rest_framework.response import Response
        from rest_framework.views import APIView


        def shelf(request):
            return HttpResponse("A shelf of toys")


        class ToyListView(APIView):
            def get(self, request):
                \"\"\"Every toy.\"\"\"
                return Response({"toys": ["ball"]})
    """,
    "toystage/templates/toystage/of_tender.html": "<p>{{ content }} toys</p>",
    "toystage/parts.py": """
        from django.urls import path

        from core.assembly import (
            HomePart,
            HomeSection,
            LogSentence,
            NavigationEntry,
            PageRoutes,
            Parts,
            PermissionSample,
            SectionPlace,
            SectionPart,
            Task,
        )
        from toystage import access, views
        from toystage.states import ToyLeafKind


        def toys_to_mend(user, now):
            return HomeSection("toys", "Toys to mend", (Task("A ball", "/toys/"),))


        PARTS = Parts(
            navigation=[NavigationEntry(90, "Toys", "toys:list", lambda user: True)],
            pages=[PageRoutes("toys/", "toys", [path("", views.shelf, name="list")])],
            api=[path("toys/", views.ToyListView.as_view(), name="toys")],
            home=[HomePart(90, toys_to_mend)],
            sections=[
                SectionPart(
                    "tenders:detail", SectionPlace.BESIDE, 90, "toystage/of_tender.html", lambda tender, user, now: 3
                )
            ],
            leaf_kinds=[ToyLeafKind],
            sentences=[LogSentence(ToyLeafKind.PLAYED, "%(count)d games played", public=True)],
            samples=[
                PermissionSample(
                    "Toy", "A toy has no states.", access.may, access.ToyAction, {"new": "New"}, lambda authority, state: None
                )
            ],
        )
    """,
    "toysettings.py": """
        from procurement.settings import *
        from procurement.settings import INSTALLED_APPS, TEMPLATES

        INSTALLED_APPS = [*INSTALLED_APPS, "toystage"]
        MFA_REQUIRED_ROLES = []
    """,
    "test_toystage.py": """
        import json

        import pytest
        from django.urls import reverse

        from core import audit
        from procurement.web import docs
        from tests import builders
        from toystage.states import ToyLeafKind

        pytestmark = pytest.mark.django_db


        @pytest.fixture
        def reader(client):
            client.force_login(builders.person())
            return client


        def text_of(client, *route, **values):
            return client.get(reverse(*route, **values)).content.decode()


        def test_home_and_the_navigation_lead_to_it(reader):
            home = text_of(reader, "home")

            assert '<a href="/toys/">Toys</a>' in home
            assert "Toys to mend" in home
            assert "A shelf of toys" in text_of(reader, "toys:list")


        def test_it_answers_over_the_api_and_stands_in_its_tables(reader):
            answer = reader.get("/api/v1/toys/")

            assert json.loads(answer.content) == {"toys": ["ball"]}
            assert "| `/api/v1/toys/` | GET | Every toy. |" in docs.files()["api.md"]
            assert "`toy.played`" in docs.files()["audit-kinds.md"]
            assert "1. Toys are for people with an account." in docs.files()["permissions.md"]


        def test_it_adds_to_the_page_of_a_tender_and_to_its_past(reader):
            tender = builders.tender_at("open")
            for _ in range(2):
                audit.record(ToyLeafKind.PLAYED, tender, by=None, at=builders.AT)

            page = text_of(reader, "tenders:detail", args=[tender.pk])

            assert "<p>3 toys</p>" in page
            assert "2 games played" in page
    """,
}


@pytest.mark.slow
def test_a_stage_in_a_folder_of_its_own_is_seen_everywhere(tmp_path):
    for name, text in STAGE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        "EVENHAND_DATA": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "toysettings",
    }
    environment.pop("PYTEST_XDIST_WORKER", None)

    options = ["-q", "-n0", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", "--rootdir", ROOT]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--ds", "toysettings", tmp_path / "test_toystage.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert (run.returncode, "3 passed" in run.stdout) == (0, True), run.stdout + run.stderr


def test_an_audit_kind_that_two_stages_claim_stops_the_start():
    parts = Parts(leaf_kinds=[TenderLeafKind])

    with pytest.raises(ImproperlyConfigured, match=r"Two stages bring the audit kind .*tender\.cancelled"):
        assembly.collect([parts, parts])


def test_a_sentence_for_a_kind_is_brought_once():
    parts = Parts(sentences=[LogSentence(TenderLeafKind.PUBLISHED, "Published")])

    with pytest.raises(ImproperlyConfigured, match=r"^Two stages bring the sentence of tender\.published\.$"):
        assembly.collect([parts, parts])


def test_a_route_s_name_stands_once_in_its_namespace():
    from django.urls import path
    from django.views import View

    route = path("", View.as_view(), name="list")
    twice = Parts(pages=[PageRoutes("toys/", "toys", [route])])
    elsewhere = Parts(pages=[PageRoutes("games/", "games", [route])])

    assert len(assembly.collect([twice, elsewhere])) == 2
    with pytest.raises(ImproperlyConfigured, match=r"^Two stages bring the route toys:list\.$"):
        assembly.collect([twice, twice])
    with pytest.raises(ImproperlyConfigured, match=r"^Two stages bring the route of the API list\.$"):
        assembly.collect([Parts(api=[route]), Parts(api=[route])])
