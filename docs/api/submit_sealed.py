r"""Seal a bid here and submit it: the site never sees what is in it (docs/api.md, "Bidding by a program").

    EVENHAND_TOKEN=… PYTHONPATH=. python docs/api/submit_sealed.py --site https://tenders.city.example \
        --bid bid.json --out bid/ --keyset DIGEST

`bid.json` is as for `submit_over_tls.py`; texts are sealed as they stand there, so numbers are plain digits, days are
2026-12-31, yes and no are true and false. `--keyset` is the digest of the opening keys, from the notice. Nobody can say
before the opening whether something is missing inside: this program compares with what the tender asks.

It uses `offline` of this repository, which needs `cryptography` and nothing else.
"""

import argparse
import hashlib
import json
import mimetypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bidding import PIECE, Folder, Refused, Site, confirm_facts, submitted

from offline.receipts import Slip, SlipNonce
from offline.sealing import bundles, envelopes
from offline.sealing.headers import HASH_SIZE, EnvelopeKind, Header
from offline.sealing.keysets import KeyRole, Keyset, Member, make_keyset
from offline.sealing.payloads import FileEntry, Manifest, Payload

FORM, ANSWERS = "bid-part/1", "bid-answers@v1"
Json = dict[str, Any]


def main() -> int:
    options = read_arguments()
    bid = json.loads(options.bid.read_text(encoding="utf-8"))
    site, folder = Site(options.site, os.environ["EVENHAND_TOKEN"]), Folder(options.out)
    draft = folder.begun(site, bid, replace=options.replace)
    try:
        confirm_facts(site, draft["id"])
        bundle = folder.path / "bundle.sbb1"
        if not bundle.exists():  # sealed once more it would be another bid: a repeat sends the same bytes
            seal(site, folder, draft["id"], Written(bid, options.bid.parent), options.keyset)
        version = submitted(lambda: submit(site, draft, bundle))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    address = f"/api/v1/bids/{draft['id']}/versions/{version['number']}/receipt/"
    receipt = folder.write("receipt.json", [site.send("GET", address)])
    print(f"Version {version['number']} received at {version['received_at']}, deadline {version['deadline']}.")
    print(f"Check it: python -m offline verify {receipt} --slip {folder.path / 'slip.json'} --key FINGERPRINT")
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Seal a bid here and submit it.")
    parser.add_argument("--site", required=True, help="the address of the site, as https://tenders.city.example")
    parser.add_argument("--bid", type=Path, required=True, help="the bid as JSON")
    parser.add_argument("--out", type=Path, required=True, help="a folder for what is sealed, the receipt, the slip")
    parser.add_argument("--keyset", required=True, help="the digest of the opening keys, as the notice has it")
    parser.add_argument("--replace", action="store_true", help="submit once more, as the next version")
    return parser.parse_args()


def seal(site: Site, folder: Folder, bid: str, written: "Written", keyset_digest: str) -> None:
    """Seal each part for the keys of the notice. Effects: payloads, slip and bundle in the folder."""
    facts, contents = site.ask("GET", f"bids/{bid}/sealing/"), site.ask("GET", f"bids/{bid}/contents/")
    keyset = keyset_of(facts)
    if keyset.digest().hex() != keyset_digest:
        raise SystemExit("The site names other opening keys than the notice. Seal nothing, and ask the buyer.")
    if missing := written.missing(contents):
        raise SystemExit("Missing:\n  " + "\n  ".join(missing))
    sealed, nonces = [], []
    for number, part in enumerate(facts["parts"]):
        payload = written.payload(contents, facts["parties"], part)
        folder.write(f"payload-{part['no']}-{part['kind']}", payload.pieces())
        with (folder.path / f"body-{number}").open("wb") as body:
            result = envelopes.seal(payload, header_of(facts, part), keyset, body)
        sealed.append(result.envelope)
        nonces.append(SlipNonce(part["lot"], EnvelopeKind(part["kind"]), result.nonce.hex()))
    folder.write("slip.json", [Slip(bid, facts["revision"], tuple(nonces)).file()])
    with (folder.path / ".bundle").open("wb") as bundle:
        bundle.write(bundles.head_of(sealed))
        for number in range(len(sealed)):
            body = folder.path / f"body-{number}"
            bundle.writelines(pieces_of(body))
            body.unlink()
    (folder.path / ".bundle").replace(folder.path / "bundle.sbb1")


def submit(site: Site, draft: Json, bundle: Path) -> Json:
    """Send the bundle a piece at a time."""
    address = f"/api/v1/bids/{draft['id']}/versions/sealed/"
    headers = {"Idempotency_Key": draft["idempotency_key"], "Content_Type": "application/octet-stream"}
    headers["Content_Length"] = str(bundle.stat().st_size)
    return json.loads(site.send("POST", address, pieces_of(bundle), **headers))


def keyset_of(facts: Json) -> Keyset:
    stated = facts["keyset"]
    members = [
        Member(row["number"], row["person"], KeyRole(row["role"]), bytes.fromhex(row["public_key"]))
        for row in stated["members"]
    ]
    return make_keyset(facts["tender"], stated["version"], members)


def header_of(facts: Json, part: Json) -> Header:
    """The header but for its commitment and the digest of the keyset, which sealing puts there."""
    nothing = bytes(HASH_SIZE)
    return Header(
        **{name: facts[name] for name in ("host", "tender", "bid", "supplier", "revision")},
        lot=part["lot"],
        kind=EnvelopeKind(part["kind"]),
        criteria_hash=bytes.fromhex(facts["criteria_hash"]),
        keyset_hash=nothing,
        commitment=nothing,
    )


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


class Written:
    """The bid as it stands in `bid.json`, and its files."""

    def __init__(self, bid: Json, folder: Path) -> None:
        self._bid = bid
        self._files = [(folder / file["path"], file["belongs_to"]) for file in bid.get("files", ())]
        self._digests = {path: sha256_of(path) for path, _place in self._files}

    def missing(self, contents: Json) -> list[str]:
        """What the tender asks and nobody wrote."""
        places = {place for _path, place in self._files}
        fields = [row for row in contents["fields"] if row["is_required"] and not self._text(row)]
        lacking = [f"{row['part']}, {row['field']}: {row['title']}" for row in fields]
        return lacking + [
            f"a file for {row['place']}: {row['title']}"
            for row in contents["places"]
            if row["is_required"] and row["place"] not in places
        ]

    def payload(self, contents: Json, parties: list[Json], part: Json) -> Payload:
        """What is sealed in one envelope: a manifest with answers and files, then the bytes of the files."""
        lot, kind = part["no"], part["kind"]
        offer = {
            "form": ANSWERS,
            "lot": lot,
            "kind": kind,
            "currency": contents["currency"],
            "basis": contents["basis"],
        }
        if kind == "price":
            offer |= self._prices(contents, lot)
            return self._payload({"form": FORM, "offer": offer}, lambda place: place == "price")
        offer |= self._technical(contents, lot)
        others = {row["place"] for row in contents["places"] if lot not in row["lots"]} | {"price"}
        answers = {"form": FORM, "offer": offer, "parties": parties}
        return self._payload(answers, lambda place: place not in others)

    def _prices(self, contents: Json, lot: int) -> Json:
        rows = self._rows(contents, lot, "prices")
        prices = [
            {"element": row["code"], "price": self._text(row), "quantity": row["quantity"]}
            for row in rows
            if row["quantity"] is not None
        ]
        numbers = [{"code": row["code"], "value": self._text(row)} for row in rows if row["quantity"] is None]
        return {"prices": prices, "numbers": numbers}

    def _technical(self, contents: Json, lot: int) -> Json:
        answers = {row["code"]: self._text(row) or None for row in self._rows(contents, lot, "answers")}
        for row in contents["places"]:
            if row["place"].startswith("question:") and lot in row["lots"]:
                answers.setdefault(row["place"].removeprefix("question:"), None)
        return {
            "answers": [
                {"key": key, "value": value, "files": self._digests_for(f"question:{key}")}
                for key, value in answers.items()
                if value is not None or self._digests_for(f"question:{key}")
            ],
            "performance": [
                {"code": row["code"], "value": self._text(row)} for row in self._rows(contents, lot, "performance")
            ],
            "claims": list(self._claims(contents, lot)),
        }

    def _claims(self, contents: Json, lot: int) -> Iterator[Json]:
        """Where no standard is written it is the one that is asked, in the version that is asked."""
        rows = {row["field"]: row for row in self._rows(contents, lot, "claims")}
        for code in dict.fromkeys(row["code"] for row in rows.values()):
            statement, standard, version = (rows[f"{code}/{name}"] for name in ("statement", "standard", "version"))
            name = self._text(standard) or standard["expected"] or ""
            asked = (version["expected"] or "") if name == (standard["expected"] or "") else ""
            if self._text(statement):
                yield {
                    "interface": code,
                    "standard": name,
                    "version": self._text(version) or asked,
                    "statement": self._text(statement),
                    "files": self._digests_for(f"claim:{code}"),
                }

    def _payload(self, answers: Json, is_for: Any) -> Payload:
        paths = [path for path, place in self._files if is_for(place)]
        entries = tuple(
            FileEntry(
                path.name,
                mimetypes.guess_type(path.name)[0] or "application/octet-stream",
                path.stat().st_size,
                self._digests[path],
            )
            for path in paths
        )
        return Payload(Manifest(answers, entries), lambda: (piece for path in paths for piece in pieces_of(path)))

    def _rows(self, contents: Json, lot: int, part: str) -> list[Json]:
        return [row for row in contents["fields"] if row["part"] == part and lot in row["lots"]]

    def _text(self, row: Json) -> str:
        text: str = self._bid.get(row["part"], {}).get(row["field"], "")
        return text.strip()

    def _digests_for(self, place: str) -> list[str]:
        return [self._digests[path] for path, belongs_to in self._files if belongs_to == place]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
