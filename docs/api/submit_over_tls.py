"""Write a bid and submit it; the site seals it (docs/api.md, "Bidding by a program").

    EVENHAND_TOKEN=… python docs/api/submit_over_tls.py --site https://tenders.city.example --bid bid.json --out bid/

`bid.json` has {tender, supplier, lots, answers, prices, performance, claims, files}: texts by the fields that
`GET bids/{id}/contents/` names, numbers in plain digits; each file as {path, belongs_to}. What you write goes to the
site over TLS and is sealed there: under the draft key at once, for the openers' keys when it is submitted. The site
keeps neither the draft key nor what you wrote. Standard library only.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from bidding import Folder, Refused, Site, confirm_facts, send_file, submitted

PARTS = ("answers", "prices", "performance", "claims")


def main() -> int:
    options = read_arguments()
    bid = json.loads(options.bid.read_text(encoding="utf-8"))
    site, folder = Site(options.site, os.environ["EVENHAND_TOKEN"]), Folder(options.out)
    draft = folder.begun(site, bid, replace=options.replace)
    try:
        write(site, draft, bid, options.bid.parent)
        confirm_facts(site, draft["id"])
        check = site.ask("GET", f"bids/{draft['id']}/check/", Draft_Key=draft["draft_key"])
        if not check["is_ready"]:
            report(check)
            return 1
        version = submitted(lambda: submit(site, draft))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    keep_receipt(site, folder, draft, version)
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Write a bid and submit it; the site seals it.")
    parser.add_argument("--site", required=True, help="the address of the site, as https://tenders.city.example")
    parser.add_argument("--bid", type=Path, required=True, help="the bid as JSON")
    parser.add_argument("--out", type=Path, required=True, help="a folder for the draft's key, the receipt, the slip")
    parser.add_argument("--replace", action="store_true", help="submit once more, as the next version")
    return parser.parse_args()


def write(site: Site, draft: dict[str, str], bid: dict[str, Any], beside: Path) -> None:
    """Save every part over what stands there, and send the files that are not there yet."""
    key, address = draft["draft_key"], f"bids/{draft['id']}"
    for part in PARTS:
        seen = site.ask("GET", f"{address}/parts/{part}/", Draft_Key=key)["no"]
        if fields := bid.get(part):
            site.ask("PUT", f"{address}/parts/{part}/", {"seen": seen, "fields": fields}, Draft_Key=key)
    there = {
        (file["name"], file["belongs_to"])
        for file in site.ask("GET", f"{address}/files/", Draft_Key=key)["results"]
        if file["is_stored"]
    }
    for file in bid.get("files", ()):
        path = beside / file["path"]
        if (path.name, file["belongs_to"]) not in there:
            send_file(site, draft["id"], key, path, file["belongs_to"])


def submit(site: Site, draft: dict[str, str]) -> dict[str, Any]:
    headers = {"Draft_Key": draft["draft_key"], "Idempotency_Key": draft["idempotency_key"]}
    return site.ask("POST", f"bids/{draft['id']}/versions/", **headers)


def report(check: dict[str, Any]) -> None:
    """What is missing, a line each."""
    for item in check["missing"]:
        print(f"{item['task']}, {item['field']}: {item['title']}: {item['sentence']}", file=sys.stderr)
    for sentence in (*check["parties"], *check["not_now"]):
        print(sentence, file=sys.stderr)


def keep_receipt(site: Site, folder: Folder, draft: dict[str, str], version: dict[str, Any]) -> None:
    """The receipt is shown to anybody, the slip to nobody: whoever has it can try prices."""
    address = f"/api/v1/bids/{draft['id']}/versions/{version['number']}"
    receipt = folder.write("receipt.json", [site.send("GET", f"{address}/receipt/")])
    slip = folder.write("slip.json", [site.send("GET", f"{address}/slip/", Draft_Key=draft["draft_key"])])
    print(f"Version {version['number']} received at {version['received_at']}, deadline {version['deadline']}.")
    print(f"Check it: python -m offline verify {receipt} --slip {slip} --key FINGERPRINT")


if __name__ == "__main__":
    sys.exit(main())
