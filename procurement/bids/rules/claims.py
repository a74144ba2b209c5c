"""What a bid says about an interface. No machine checks it yet: it counts as declared, not checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procurement.bids.outline import InterfaceQuestion
from procurement.bids.rules.readings import Reading, read_text

LONGEST_STANDARD, LONGEST_VERSION = 80, 60  # letters, as the table of claims has them


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A claim about an interface: what is stated, of which standard in which version.

    Where nothing is typed for the standard it is the one that is asked, in the version that is asked; another one, or
    another version, is an equivalent (`is_equivalent`).
    """

    statement: Reading
    standard: str
    version: str
    is_equivalent: bool = False
    fault: str = ""

    @property
    def is_stated(self) -> bool:
        return self.statement.value is not None


def read_claim(interface: InterfaceQuestion, texts: Mapping[str, str]) -> ClaimReading:
    """The claim that the fields of an interface make, {field: text}."""
    statement = read_text(texts.get(interface.field("statement"), ""))
    typed_standard = texts.get(interface.field("standard"), "").strip()
    typed_version = texts.get(interface.field("version"), "").strip()
    standard = typed_standard or interface.standard
    same = standard == interface.standard
    version = typed_version or (interface.standard_version if same else "")
    return ClaimReading(
        statement=statement,
        standard=standard,
        version=version,
        fault=statement.fault or _too_long(typed_standard, typed_version),
        is_equivalent=not same or version != interface.standard_version,
    )


def _too_long(standard: str, version: str) -> str:
    if len(standard) > LONGEST_STANDARD or len(version) > LONGEST_VERSION:
        sentence = _("Name a standard in at most %(standard)d letters, its version in at most %(version)d.")
        return sentence % {"standard": LONGEST_STANDARD, "version": LONGEST_VERSION}
    return ""
