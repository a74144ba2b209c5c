"""The catalogue and the needs that lie beside the project, as the adviser reads them."""

import csv
import json

from scoring.standards import COUNTED_FACTS, AdviceRule, AdvisedStandard, Duty, Match, Need

DUTIES = {
    "law": Duty.LAW,
    "national comply-or-explain": Duty.EXPLAIN,
    "recommended": Duty.RECOMMENDED,
    "common practice": Duty.PRACTICE,
}


def table(shared, name):
    """The rows of a file of the catalogue."""
    with (shared / "catalogue" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def items(text):
    return tuple(part.strip() for part in text.split(";") if part.strip())


def rules(shared):
    return [
        AdviceRule(
            id=row["rule_id"],
            standard=row["standard_id"],
            domains=frozenset(items(row["domains"])),
            cpv=items(row["cpv_prefixes"]),
            triggers=items(row["trigger_words"]),
            match=Match(row["match"]),
            situation=row["applies_when"],
            basis=row["why"],
            duty=DUTIES[row["obligation"]],
            places=frozenset(items(row["jurisdiction"])),
            evidence=row["evidence_kind"],
        )
        for row in table(shared, "standards_applicability.csv")
    ]


def standards(shared):
    rows = table(shared, "standards.csv") + table(shared, "standards_new.csv")
    return [AdvisedStandard(row["id"], {fact: row[fact] for fact in COUNTED_FACTS}) for row in rows]


def needs(shared):
    """[(the need, what it must meet: sets of which any is enough, all that is expected)]."""
    data = json.loads((shared / "catalogue" / "needs.json").read_text(encoding="utf-8"))
    return [(_need(row), [_any_of(entry) for entry in row["must"]], _expected(row)) for row in data["needs"]]


def _need(row):
    return Need(row["text"], tuple(row["cpv"]), frozenset(row["domains"]), row["setting"])


def _expected(row):
    return {standard for entry in row["must"] + row["could"] for standard in _any_of(entry)}


def _any_of(entry):
    return {*entry} if isinstance(entry, list) else {entry}
