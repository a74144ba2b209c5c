"""The statements of one reception as a script of pgbench, each client with rows of its own."""

import re
from collections.abc import Mapping
from typing import Any

ID = re.compile(r"\b[0-9a-f]{32}\b")  # as values are written; texts have it with hyphens
NEW = (
    "\\set b :client_id + {first}\n"
    "\\set w 10000000 + :client_id * 10000 + :n\n"
    "\\set n :n + 1\n"
    "SELECT gen_random_uuid() AS rev, gen_random_uuid() AS ea, gen_random_uuid() AS eb, md5(random()::text) AS oa, "
    "md5(random()::text) AS ob, md5(random()::text) AS idem \\gset\n"
)
PREFIXES = {"tender": "a000", "version": "b000", "keyset": "c000"}
FIRST, PEER = 100_000, 200_000  # as in `tests.bench.spike`
WORK = {"one": "9000", "spread": "9001"}


def script(about: Mapping[str, Any], mode: str) -> str:
    """What `tests.bench.spike` noted, with the values that differ from client to client and from time to time."""
    lines, revision = [], ""
    for sql, values in about["statements"]:
        if sql.startswith('INSERT INTO "bids_bidrevision"'):
            revision = values[0].strip("'").partition("'")[0]
        text = _with_values(sql, _own_values(sql, values))
        if sql.startswith("SET LOCAL"):
            lines.append("BEGIN;")
            text = "SET LOCAL lock_timeout = '60s'"  # pgbench stops a client whose statement fails
        lines.append(text + _end(sql))
    body = "\n".join(lines)
    body = _renamed(body, revision, ":rev")
    bid, number, first = ("8002", f"{PEER}", FIRST) if mode == "one" else ("8001", ":b", PEER + 1)
    body = _renamed(body, about["one"]["bid"], f"00000000-0000-4000-{bid}-000000:b")
    for name, kind in PREFIXES.items():
        body = _renamed(body, about["one"][name], f"00000000-0000-4000-{kind}-000000{number}")
    body = _renamed(body, about["work"], f"00000000-0000-4000-{WORK[mode]}-0000:w")
    return f"{NEW.format(first=first)}{body}\nCOMMIT;\n"


def _renamed(body: str, name: str, other: str) -> str:
    """With and without its hyphens."""
    return body.replace(name, other).replace(name.replace("-", ""), other)


def _own_values(sql: str, values: list[str]) -> list[str]:
    """The values of a statement, where they are this client's or come from an earlier answer."""
    values = list(values)
    if sql.startswith('INSERT INTO "bids_bidrevision"'):
        values[2], values[8] = ":bid_versions + 1", "':idem'"
    elif sql.startswith('INSERT INTO "bids_sealedenvelope"'):
        values[0] = _two(ID, values[0], ":ea", ":eb")
        values[6] = _two(ID, values[6], ":oa", ":ob")
    elif sql.startswith('INSERT INTO "core_auditleaf"'):
        values[1] = ":size"
    elif sql.startswith('INSERT INTO "core_auditsecret"'):
        values[0] = ":leaf_id"
    elif sql.startswith('INSERT INTO "bids_bidreceipt"'):
        values[2] = ":leaf_id"
    elif sql.startswith('UPDATE "core_auditlog"'):
        values[0] = ":size + 1"
    return values


def _two(pattern: re.Pattern[str], text: str, first: str, second: str) -> str:
    names = iter((first, second))
    return pattern.sub(lambda _match: next(names), text)


def _with_values(sql: str, values: list[str]) -> str:
    pieces = sql.split("%s")
    assert len(pieces) == len(values) + 1, sql
    return "".join(piece + value for piece, value in zip(pieces, [*values, ""], strict=True))


def _end(sql: str) -> str:
    if 'AS "versions"' in sql:
        return " \\gset bid_"
    if 'FROM "core_auditlog"' in sql and "FOR UPDATE" in sql:
        return " \\gset"
    return " \\gset leaf_" if sql.startswith('INSERT INTO "core_auditleaf"') else ";"
