"""What a section lacks, in a sentence, with the field to mend."""

from dataclasses import dataclass

from procurement.tenders.sections.content import SectionKey


@dataclass(frozen=True, slots=True)
class SectionFinding:
    """Something in a section that stops a publication.

    `place`: the path of a field, as "lots/1/title" or "criteria/design/weight"; empty: the section as a whole.
    """

    section: SectionKey
    place: str
    sentence: str
