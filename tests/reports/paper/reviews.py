"""A review with as much as the words on paper need: figures by hand, everything else empty."""

from procurement.reports.shapes import ReviewShape
from tests.partial import partial

SHA = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


def ranked(place, figure, gap, **changes):
    """A ranked bid, B1 in the first place and so on."""
    alias = f"B{place}"
    return {
        "place": place,
        "bid": alias,
        "alias": alias,
        "name": f"Firm {place}",
        "price": "1000",
        "figure": figure,
        "figure_label": "points",
        "total": figure,
        "gap": gap,
        "tie_path": [],
        "sentence": "",
        "cells": [cell()],
    } | changes


def excluded(alias, name, **changes):
    return {"bid": alias, "alias": alias, "name": name, "sentence": f"{name} is excluded.", "cells": []} | changes


def cell(**changes):
    return {
        "criterion": "method",
        "title": "Method",
        "family": "value_for_money",
        "raw": "5",
        "raw_text": "Excellent",
        "share": "1",
        "points": "20",
        "of": "20",
        "sentence": "Method: the agreed mark 5 of 5 gives all points.",
        "rule": "",
        "marks": [],
        "reason": "Convincing.",
    } | changes


def opened(row, **changes):
    """A bid as read out, of the same name as a ranked or an excluded one."""
    return {
        "id": row["alias"],
        "alias": row["alias"],
        "name": row["name"],
        "parties": [],
        "submitted_at": "2026-02-25T08:01:00Z",
        "status": "Opened",
        "counted": True,
        "prices": [{"label": "Price", "amount": "1000", "currency": "EUR"}],
        "claims": [],
        "commitments": [],
        "source_note": "",
    } | changes


def matrix(bids, out=(), *, kind="points", rows=None):
    """Criteria × bids: by default one criterion under which each bid has what ranks it."""
    columns = [
        {"bid": bid["alias"], "name": bid["name"], "place": bid["place"], "figure": bid["figure"], "why": ""}
        for bid in bids
    ]
    columns += [{"bid": bid["alias"], "name": bid["name"], "place": None, "figure": None} for bid in out]
    cells = [{"bid": column["bid"], "points": column["figure"]} for column in columns]
    row = {"criterion": "method", "title": "Method", "family": "value_for_money", "kind": "points", "of": "20"}
    row |= {"cells": cells, "leads": [bid["gap"] for bid in bids[1:]]}
    return {
        "kind": kind,
        "total_points": "100",
        "columns": columns,
        "rows": [row] if rows is None else rows,
        "leads": [bid["gap"] for bid in bids[1:]],
        "notes": [],
    }


def review(*bids, out=(), kind="points", **changes):
    """A frozen run by points in euros, net, in Kyiv's zone; `out`: excluded bids."""
    data = {
        "tender": {"title": "Sensors", "ref": "T-1", "authority": "City", "currency": "EUR", "basis": "net"}
        | {"published_at": None, "deadline_at": None, "description": "", "origin": "own"},
        "lot": {"no": 1, "count": 1, "title": "Sensors", "estimate": None},
        "answer": {"lead": "", "turns": {"title": "", "text": "", "fragile": False, "marks": []}}
        | {"differences": [], "equal": [], "dearer": None},
        "matrix": matrix(bids, out, kind=kind),
        "method": {"formula": "f", "name": "Formula", "version": "1", "kind": kind, "best": "high"}
        | {"total_points": "100", "params": [], "rounding": "", "panel": "", "source": "", "sentences": []},
        "criteria": [
            {"id": "method", "title": "Method", "text": "", "family": "value_for_money", "kind": "scored"}
            | {"input": "mark", "scale": [], "points": "60", "share": "3/5", "minimum": ""},
            {"id": "price", "title": "Price", "text": "", "family": "value_for_money", "kind": "formula"}
            | {"input": "price", "scale": [], "points": "40", "share": "2/5", "minimum": ""},
        ],
        "bids": [opened(bid) for bid in (*bids, *out)],
        "ranking": list(bids),
        "excluded": list(out),
        "findings": {"listed": True, "noticed": [], "later": [], "unlisted": [], "looked_for": ["late bids"]},
        "information": {"sections": [], "sha256": "", "seed": "", "draws": 0, "first": [], "weights": []},
        "digests": {"spec": "a", "facts": "b", "result": "c"},
        "run": {"no": 1, "cause": "First", "reason": "", "at": "2026-03-12T12:30:00Z", "by": "Ada"},
        "review": {"template": 1, "zone": "Europe/Kyiv", "opened_at": None, "panel": []},
        "source_outcome": None,
    }
    return partial(ReviewShape, data | changes)


def finding(**changes):
    return {
        "kind": "late_bid",
        "bids": [{"alias": "B1", "name": "Firm 1"}],
        "sentence": "Firm 1 came late.",
        "acts": "For the reader to weigh.",
        "needs_decision": False,
        "settled": None,
        "known_at": None,
    } | changes


def noticed(*rows, later=()):
    return {"listed": True, "noticed": list(rows), "later": list(later), "unlisted": [], "looked_for": ["late bids"]}
