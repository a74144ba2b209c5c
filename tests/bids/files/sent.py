"""How tests send files: a bid whose lead's person is signed in with the draft key, and the verbs of tus."""

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from procurement.bids import store
from procurement.bids.models import DraftFile
from procurement.bids.views.drafting import cookie_name
from tests.bids import written

PIECE = "application/offset+octet-stream"


def coded(text):
    return base64.b64encode(text.encode()).decode()


@dataclass
class Team:
    """The people of a bid with a browser that has the draft key."""

    bid: Any
    key: Any
    client: Client

    def ask(self, method, url, content=b"", *, tus="1.0.0", content_type=PIECE, **headers):
        names = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        extra = {"Tus-Resumable": tus, **names} if tus else names
        return self.client.generic(method, url, content, content_type=content_type, headers=extra)

    def begin(self, length, name="offer.pdf", place="technical", **changes):
        headers_sent = f"filename {coded(name)},belongs_to {coded(place)}"
        headers = {"Upload_Length": length, "Upload_Metadata": headers_sent} | changes
        return self.ask("POST", reverse("bids:upload", args=[self.bid.pk]), content_type="", **headers)

    def begun(self, length, **more):
        """The address of a file of which nothing has come yet."""
        answer = self.begin(length, **more)
        assert answer.status_code == 201, answer.content
        return answer["Location"]

    def patch(self, url, offset, content, **more):
        return self.ask("PATCH", url, content, Upload_Offset=offset, **more)

    def head(self, url):
        return self.ask("HEAD", url)

    def sent(self, content, **more):
        """The row of a file that came whole."""
        url = self.begun(len(content), **more)
        assert self.patch(url, 0, content).status_code == 204
        return DraftFile.objects.get(pk=url.rstrip("/").rpartition("/")[2])

    def post(self, *files, place="technical", **fields):
        url = reverse("bids:files", args=[self.bid.pk])
        return self.client.post(url, {"belongs_to": place, "files": list(files), **fields})


def team(**about):
    """A team of a bid that was begun now."""
    begun = written.begun_bid(**about)
    client = Client()
    client.force_login(begun.bid.begun_by)
    client.cookies[cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    return Team(written.read(begun), begun.draft_key, client)


def id_of(url):
    return UUID(url.rstrip("/").rpartition("/")[2])


def on_disk():
    """The names of what lies in the drafts' folder."""
    return {item.name for item in store.objects_in(store.DRAFTS)}
