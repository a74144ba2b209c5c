"""What was not done to a supplier, with the sentence that says why."""

from collections.abc import Sequence

from suppliers.rules.entries import EntryFinding


class SupplierRefused(ValueError):
    """Not done; `field` names what of the form it is about, empty where it is about the whole."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class IdentifierUsed(SupplierRefused):
    """Another supplier has this identifier."""


class NoReason(SupplierRefused):
    """A supplier learns why it was sent back, turned down or suspended."""


class FactRefused(SupplierRefused):
    """A fact is not stored; `findings` has everything that speaks against the entry."""

    def __init__(self, findings: Sequence[EntryFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(finding.sentence for finding in findings), field=findings[0].field)


class FactChanged(SupplierRefused):
    """Somebody else changed the fact between reading and writing."""


def require_reason(reason: str, sentence: str) -> str:
    """The reason without its margins. Raises NoReason."""
    if not reason.strip():
        raise NoReason(sentence, field="reason")
    return reason.strip()
