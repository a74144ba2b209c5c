"""Logs as pages show them: ready strings, and what a head proves in sentences."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import assembly
from core.logs.access import name_of
from core.logs.shapes import AuditLogShape, LogLineShape
from core.models import AuditLog
from core.pages import formats
from offline.keys import in_groups

ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in the list of a log."""

    number: str
    what: str
    kind: str
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A head that was signed; `proof_url`: that the latest signed head begins with it."""

    size: str
    when: str
    root: str
    note_url: str
    proof_url: str


class LogPage(TypedDict):
    """`lead` says how far the log is signed."""

    title: str
    about_url: str
    origin: str
    lead: str
    facts: list[tuple[str, str]]
    signed: list[SignedRow]
    lines: list[LineRow]


def log_page(log: AuditLog, shape: AuditLogShape, lines: Iterable[LogLineShape]) -> LogPage:
    """No query."""
    name, about_url = name_of(log.origin)
    return {
        "title": name,
        "about_url": about_url,
        "origin": log.origin,
        "lead": _lead(shape),
        "facts": [
            (_("Lines"), formats.number(shape.head.size)),
            (_("Name outside"), shape.head.origin),
            (_("Root over all lines"), in_groups(shape.head.root)),
        ],
        "signed": _signed_rows(log, shape),
        "lines": line_rows(log, lines),
    }


def _lead(shape: AuditLogShape) -> str:
    if not shape.signed:
        return _("No head of this log was signed yet: heads are signed every day.")
    latest = shape.signed[0]
    after = shape.head.size - latest.size
    signed = _("Signed up to line %(size)s on %(when)s.") % {
        "size": formats.number(latest.size),
        "when": formats.moment(latest.at, ZONE),
    }
    if not after:
        return signed
    more = ngettext("%(count)s line came later.", "%(count)s lines came later.", after)
    return f"{signed} {more % {'count': formats.number(after)}}"


def _signed_rows(log: AuditLog, shape: AuditLogShape) -> list[SignedRow]:
    latest = shape.signed[0].size if shape.signed else 0
    return [
        SignedRow(
            size=formats.number(row.size),
            when=formats.moment(row.at, ZONE),
            root=in_groups(row.root),
            note_url=reverse("logs:head", args=[log.origin, row.size]),
            proof_url=reverse("logs:growth", args=[log.origin, row.size, latest]) if 0 < row.size < latest else "",
        )
        for row in shape.signed
    ]


def line_rows(log: AuditLog, lines: Iterable[LogLineShape]) -> list[LineRow]:
    """No query."""
    sentences = assembly.log_sentences()
    return [
        LineRow(
            number=formats.number(line.index + 1),
            what=sentences[line.kind].counted(1) if line.kind in sentences else "",
            kind=line.kind,
            when=formats.moment(line.at, ZONE, seconds=True),
            url=reverse("logs:line", args=[log.origin, line.index + 1]),
        )
        for line in lines
    ]


class LinePage(TypedDict):
    """A line whole. `fields`: what its leaf says, by name; a hash of 64 digits stands for a person or a text."""

    title: str
    log: str
    log_url: str
    fields: list[tuple[str, str]]
    body: str
    hash: str
    proof_url: str


def line_page(log: AuditLog, line: LogLineShape, *, is_signed: bool) -> LinePage:
    """No query."""
    name, _about_url = name_of(log.origin)
    return {
        "title": _("Line %(number)s: %(kind)s") % {"number": formats.number(line.index + 1), "kind": line.kind},
        "log": name,
        "log_url": reverse("logs:log", args=[log.origin]),
        "fields": list(_fields(json.loads(line.body))),
        "body": line.body,
        "hash": in_groups(line.hash),
        "proof_url": reverse("logs:proof", args=[log.origin, line.index + 1]) if is_signed else "",
    }


def _fields(value: object, at: Sequence[str] = ()) -> Iterable[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _fields(item, (*at, key))
    else:
        yield " / ".join(at), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
