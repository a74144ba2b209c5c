"""A program of the team: it asks the interface, and seals with nothing but what that answers."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse

from offline.sealing import bundles, envelopes
from offline.sealing.headers import EnvelopeKind, Header
from offline.sealing.keysets import KeyRole, Member, make_keyset
from offline.sealing.payloads import Manifest, Payload

BUNDLE = "application/octet-stream"
NOTHING = bytes(32)


@dataclass
class Program:
    """Somebody of the lead's team, signed in, with the draft key."""

    client: Client
    begun: Any

    @property
    def key(self):
        return self.begun.draft_key.raw.hex()

    def url(self, route, *more):
        return reverse(f"api:{route}", args=[self.begun.bid.pk, *more])

    def get(self, route, *more, key=True):
        return self.client.get(self.url(route, *more), headers={"Draft-Key": self.key} if key else {})

    def submit(self, name="0123456789abcdef", *, key=None):
        headers = {"Idempotency-Key": name, "Draft-Key": self.key if key is None else key}
        return self.client.post(self.url("bid-versions"), headers=headers)

    def facts(self):
        answer = self.get("bid-sealing", key=False)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def sealed(self, facts=None, **changed):
        """(envelope, body) of each part that is asked for."""
        facts = facts or self.facts()
        return [sealed_part(facts, part, **changed) for part in facts["parts"]]

    def send(self, pairs, name="0123456789abcdef", *, cut=0, content_type=BUNDLE):
        content = bundle(pairs)
        return self.client.generic(
            "POST",
            self.url("bid-versions-sealed"),
            content[: len(content) - cut],
            content_type=content_type,
            headers={"Idempotency-Key": name},
        )


def program(client, begun):
    client.force_login(begun.bid.begun_by)
    return Program(client, begun)


def bundle(pairs):
    return bundles.head_of(envelope for envelope, _body in pairs) + b"".join(body for _envelope, body in pairs)


def sealed_part(facts, part, *, text="the price is 87654.32", **changed):
    header = {name: facts[name] for name in ("host", "tender", "bid", "supplier", "revision")}
    header |= {"lot": part["lot"], "kind": EnvelopeKind(part["kind"]), "keyset_hash": NOTHING, "commitment": NOTHING}
    header |= {"criteria_hash": bytes.fromhex(facts["criteria_hash"])} | changed
    body = BytesIO()
    payload = Payload(Manifest({"text": text}))
    result = envelopes.seal(payload, Header(**header), keyset_of(facts), body)
    return result.envelope, body.getvalue()


def keyset_of(facts):
    stated = facts["keyset"]
    keyset = make_keyset(
        facts["tender"],
        stated["version"],
        [
            Member(each["number"], each["person"], KeyRole(each["role"]), bytes.fromhex(each["public_key"]))
            for each in stated["members"]
        ],
    )
    assert keyset.digest().hex() == stated["digest"]
    return keyset
