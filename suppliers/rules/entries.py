"""What a member enters as a fact, one frozen value per kind, and everything that speaks against it. Pure."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext as _

from suppliers.declarations import DeclarationGroup, declarations
from suppliers.rules.facts import FactKind

LONGEST_TEXT = 10_000
LONGEST_TITLE = 300
LONGEST_NUMBER = 100
MOST_AMOUNT = Decimal(10) ** 14
PLACES = 4


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """What speaks against an entry: the field it is about, empty for the whole, and the sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(ABC):
    """`issued_date`: from when it is true; `expires_date`: its last day."""

    kind: ClassVar[FactKind]
    issued_date: date | None = None
    expires_date: date | None = None

    def findings(self, *, has_evidence: bool = False) -> list[EntryFinding]:
        """Everything that speaks against it, in the order of the fields."""
        return [*self._findings(has_evidence=has_evidence), *self._days()]

    @abstractmethod
    def _findings(self, *, has_evidence: bool) -> Iterator[EntryFinding]:
        """What speaks against the fields of this kind."""

    def _days(self) -> Iterator[EntryFinding]:
        if self.issued_date and self.expires_date and self.expires_date < self.issued_date:
            yield EntryFinding("expires_date", _("It ends on the day of its issue or later."))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationEntry(Entry):
    """An answer, "yes" or "no", to a criterion of the ESPD. Without a last day it holds for 12 months."""

    kind: ClassVar = FactKind.DECLARATION
    code: str
    answer: str
    text: str = ""

    def _findings(self, *, has_evidence: bool) -> Iterator[EntryFinding]:  # noqa: ARG002 -- the form of all kinds
        criterion = declarations().get(self.code)
        if criterion is None:
            yield EntryFinding("code", _("The ESPD has no such criterion."))
        if self.answer not in {"yes", "no"}:
            yield EntryFinding("answer", _("Answer yes or no."))
        applies = criterion is not None and criterion.group is DeclarationGroup.EXCLUSION and self.answer == "yes"
        if applies and not self.text.strip():
            yield EntryFinding("text", _("Say what happened and what you have done about it since."))
        yield from _length("text", self.text, LONGEST_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry(Entry):
    kind: ClassVar = FactKind.CERTIFICATE
    name: str
    issuer: str = ""
    number: str = ""

    def _findings(self, *, has_evidence: bool) -> Iterator[EntryFinding]:  # noqa: ARG002 -- the form of all kinds
        yield from _required("name", self.name, _("Say what it is."))
        yield from _length("name", self.name, LONGEST_TITLE)
        yield from _length("issuer", self.issuer, LONGEST_TITLE)
        yield from _length("number", self.number, LONGEST_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityEntry(Entry):
    kind: ClassVar = FactKind.CAPABILITY
    code: str
    title: str
    amount: Decimal | None = None
    unit: str = ""
    currency: str = ""
    standard_id: str = ""

    def _findings(self, *, has_evidence: bool) -> Iterator[EntryFinding]:  # noqa: ARG002 -- the form of all kinds
        yield from _required("code", self.code, _("Give the code by which a tender asks for it."))
        yield from _length("code", self.code, 60)
        yield from _required("title", self.title, _("Say what you are able to do."))
        yield from _length("title", self.title, LONGEST_TITLE)
        yield from _length("unit", self.unit, 40)
        yield from _length("standard_id", self.standard_id, LONGEST_NUMBER)
        yield from self._amount()

    def _amount(self) -> Iterator[EntryFinding]:
        units = [text for text in (self.unit, self.currency) if text.strip()]
        if self.amount is None:
            if units:
                yield EntryFinding("amount", _("Give the amount, or no unit."))
            return
        if not self.amount.is_finite() or not 0 <= self.amount < MOST_AMOUNT:
            yield EntryFinding("amount", _("The amount is not negative, and below 100 trillion."))
        elif round(self.amount, PLACES) != self.amount:
            yield EntryFinding("amount", _("An amount has at most four decimal places."))
        if len(units) != 1:
            yield EntryFinding("unit", _("Give a unit or a currency for the amount, one of them."))
        if self.currency and not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            yield EntryFinding("currency", _("A currency has three capital letters, as EUR."))


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry(Entry):
    kind: ClassVar = FactKind.POLICY
    topic: str
    title: str
    text: str = ""

    def _findings(self, *, has_evidence: bool) -> Iterator[EntryFinding]:
        if self.topic not in TOPICS:
            yield EntryFinding("topic", _("This subject is not known."))
        yield from _required("title", self.title, _("Give the title."))
        yield from _length("title", self.title, LONGEST_TITLE)
        if not has_evidence:
            yield from _required("text", self.text, _("Write the policy here, or add its document."))
        yield from _length("text", self.text, LONGEST_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry(Entry):
    """An owner, a director or a member of a supervisory body; `share` of an owner in percent."""

    kind: ClassVar = FactKind.PERSON
    name: str
    role: str
    share: Decimal | None = None
    country: str = ""

    def _findings(self, *, has_evidence: bool) -> Iterator[EntryFinding]:  # noqa: ARG002 -- the form of all kinds
        yield from _required("name", self.name, _("Give the name."))
        yield from _length("name", self.name, LONGEST_TITLE)
        if self.role not in ROLES:
            yield EntryFinding("role", _("This role is not known."))
        if self.share is not None and self.role != "owner":
            yield EntryFinding("share", _("Only an owner has a share."))
        elif self.share is not None and not (self.share.is_finite() and 0 < self.share <= 100):
            yield EntryFinding("share", _("A share is above 0 and up to 100 %."))
        elif self.share is not None and round(self.share, PLACES) != self.share:
            yield EntryFinding("share", _("A share has at most four decimal places."))
        if self.country and not (len(self.country) == 2 and self.country.isascii() and self.country.isupper()):
            yield EntryFinding("country", _("A country has two capital letters, as DE."))


FactEntry = DeclarationEntry | CertificateEntry | CapabilityEntry | PolicyEntry | PersonEntry
TOPICS = ("equality", "environment", "security", "privacy", "labour", "anti_corruption", "quality", "other")
ROLES = ("owner", "director", "supervisor")


def _required(field: str, text: str, sentence: str) -> Iterator[EntryFinding]:
    if not text.strip():
        yield EntryFinding(field, sentence)


def _length(field: str, text: str, most: int) -> Iterator[EntryFinding]:
    if len(text) > most:
        yield EntryFinding(field, _("At most %(most)s letters.") % {"most": most})
