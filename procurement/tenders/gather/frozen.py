"""What a publication freezes beside its rows: the sections whole, the reasons, the policy, the law, the draws."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from procurement.tenders import queries
from procurement.tenders.models import Tender, TenderVersion
from procurement.tenders.sections import TenderContent, content_digest, content_from_sections
from procurement.tenders.sections.content import SectionKey
from scoring import canonical, codec

_KEYS = ("sections", "sections_digest", "seeds", "explanations", "policy", "law_profile", "notice")


@dataclass(frozen=True, slots=True)
class Publication:
    """What is published of a tender that was written here, as canonical JSON.

    `sections`: {key: section}; `seeds`: {number of a lot: SHA-256 of the seed of its draw}; `explanations`: approved
    reasons; `policy`: its number and digest; `notice`: the year and number of the notice.
    """

    sections: Mapping[str, Any]
    sections_digest: str
    seeds: Mapping[str, str]
    explanations: tuple[Mapping[str, Any], ...]
    policy: Mapping[str, Any]
    law_profile: str
    notice: Mapping[str, int]

    @property
    def as_json(self) -> dict[str, Any]:
        return {name: canonical.plain(getattr(self, name)) for name in _KEYS}

    def dated(self, tender: Tender) -> "Publication":
        """The same with the dates that the tender has now: its columns say which deadline holds."""
        dates = {
            "questions_until": tender.questions_until_at,
            "answers_by": tender.answers_by_at,
            "deadline": tender.deadline_at,
        }
        timetable = {**self.sections.get("timetable", {}), **canonical.plain(dates)}
        moved = replace(self, sections={**self.sections, "timetable": timetable})
        return replace(moved, sections_digest=content_digest(moved.content))

    def amended(self, *, sections: Mapping[str, Any], explanations: tuple[Mapping[str, Any], ...]) -> "Publication":
        """The same tender with other sections; policy, law, notice and draws stay those of its publication."""
        changed = replace(self, sections=sections, explanations=explanations)
        return replace(changed, sections_digest=content_digest(changed.content))

    @property
    def content(self) -> TenderContent:
        """The sections as they were published. Raises SectionFault."""
        return content_from_sections(
            {SectionKey(key): canonical.dumps(section).decode() for key, section in self.sections.items()}
        )


def publication_from(snapshot: Mapping[str, Any] | None) -> Publication | None:
    """What a version froze beside its rows; None for one without sections: it was not written here."""
    if snapshot is None or "sections" not in snapshot:
        return None
    return Publication(
        **{name: snapshot[name] for name in _KEYS if name != "explanations"},
        explanations=tuple(snapshot["explanations"]),
    )


def publication_in(version: TenderVersion | None) -> Publication | None:
    """What this version froze beside its rows; None without a version, or without sections. No query."""
    return None if version is None else publication_from(json.loads(version.snapshot))


def publication_of(tender: Tender) -> Publication | None:
    """What the latest version froze beside its rows. One query."""
    return publication_from(queries.published_content_of(tender))


def sections_as_json(texts: Mapping[SectionKey, str]) -> dict[str, Any]:
    """Saved sections as they stand in a snapshot."""
    return {key.value: codec.loads(text) for key, text in texts.items()}
