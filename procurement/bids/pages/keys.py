"""Opening keys in words: the sentences that the script says, the keys of the city, the sheet for the safe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import qrcode
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Authority, User
from core.pages import formats
from offline import keys
from offline.sealing import sheets
from offline.sealing.keysets import KeyRole
from offline.sealing.questions import KeyQuestion, KeyQuestions, RehearsalQuestion
from offline.sealing.sheets import SheetLine
from procurement.bids.models import KeyChallenge, OpeningKey, Rehearsal
from procurement.bids.rules import opening_keys as rules
from procurement.bids.services import rehearsals
from procurement.bids.services.keysets import KeySetReading, KeyStage, KeyStanding

QR_VERSION = 10
QUIET = 4  # modules of white around the square code


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One person of the list: a sign and its word, the name, where the person stands."""

    kind: str
    sign: str
    word: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class KeySheet:
    """The paper of a locked key. `path`: the square code as the path of a drawing of `size` modules."""

    lines: tuple[SheetLine, ...]
    path: str
    size: int


def short_fingerprint(key: OpeningKey) -> str:
    """The first four groups, as the script shows them."""
    return " ".join(keys.in_groups(key.fingerprint).split()[:4])


def sentences(host: str, key: OpeningKey | None) -> dict[str, str | list[str]]:
    """What the script says, by its codes. `{group}` is filled in by the script. No query."""
    slots = {
        "host": host,
        "day": formats.day(key.made_at) if key else "",
        "print": short_fingerprint(key) if key else "",
    }
    return {
        "insecure": _(
            "This address is not secure (http), so the browser refuses to make or use keys. "
            "Open https://%(host)s instead, or use the offline tool."
        )
        % slots,
        "too-old": _("This browser is too old for keys. Update it, use another browser, or the offline tool."),
        "making": _("Your browser makes the key. This takes some seconds."),
        "passphrase": _(
            "That is not the passphrase of the key made on %(day)s. Check the paper with fingerprint %(print)s. "
            "Letters and spaces do not matter."
        )
        % slots
        if key
        else _("That is not the passphrase just shown."),
        "other-file": _("This file belongs to another key. Choose the file saved on %(day)s, or leave the field empty.")
        % slots,
        "program": _("This key was made with the offline tool. Open with the tool, or let it write a browser copy."),
        "no-file": _("This is no key file, or it was cut off. Leave the field empty: your key is kept here, locked."),
        "range": _("This key file was not written by this site or its tool. Nothing was opened."),
        "challenge": _("The question was for another key. Load this page again."),
        "share": _(
            "What the site sent for the rehearsal does not fit your key. Nothing was sent. Tell your administrator."
        ),
        "no-rehearsal": _(
            "The site asked for a half of a bid where a rehearsal should be. Nothing was sent. Tell your administrator."
        ),
        "line": _("Nothing is lost. Open the page again and type the passphrase."),
        "missed": _("That was not it three times. Make a new key; nothing is lost yet."),
        "typed": [_typed(tries) for tries in (1, 2)],
        "groups": [_("first group"), _("second group"), _("third group"), _("fourth group")],
    }


def _typed(tries: int) -> str:
    return ngettext(
        "That is not the passphrase just shown. Check the paper: {group}. %(count)d try left.",
        "That is not the passphrase just shown. Check the paper: {group}. %(count)d tries left.",
        tries,
    ) % {"count": tries}


def over(holder: User, authority: Authority, role: KeyRole) -> str:
    """Whose key a page is about."""
    slots = {"name": holder, "authority": authority}
    if role is KeyRole.ESCROW:
        return _("Spare key, kept by %(name)s · %(authority)s") % slots
    return _("Opening key of %(name)s · %(authority)s") % slots


def proved_lead(key: OpeningKey) -> str:
    """When the key was proved, and when it is asked for again."""
    slots = {
        "made": formats.day(key.made_at),
        "proved": formats.day(key.proved_at),
        "days": rules.LASTS[KeyRole(key.role)].days,
    }
    if key.proved_at and key.made_at.date() == key.proved_at.date():
        return _("Made and proved on %(made)s. We ask again in %(days)d days, and a week before each opening.") % slots
    return (
        _(
            "Made on %(made)s, proved on %(proved)s. We ask again %(days)d days after that, "
            "and a week before each opening."
        )
        % slots
    )


def rows(reading: KeySetReading, viewer: User) -> list[HolderRow]:
    """Everybody who is to have a key, in the order of the set. No query."""
    return [_row(person, viewer) for person in reading.people]


def _row(person: KeyStanding, viewer: User) -> HolderRow:
    name = str(person.holder)
    if person.role is KeyRole.ESCROW:
        name = _("%(name)s keeps the spare key") % {"name": name}
    if person.holder.pk == viewer.pk:
        name = _("%(name)s (you)") % {"name": name}
    proved = formats.day(person.key.proved_at) if person.key and person.key.proved_at else ""
    why = {
        KeyStage.NO_KEY: _("Not made yet. No tender can be published without three keys."),
        KeyStage.NOT_PROVED: _("Made, but not proved yet."),
        KeyStage.LAPSED: _("Proved on %(day)s, which is too long ago. It must be proved again.") % {"day": proved},
        KeyStage.DEMONSTRATION: _("A key of the demonstration: its passphrase is printed. It opens nothing here."),
        KeyStage.WAITS: _("Proved on %(day)s. Waits for the other keys.") % {"day": proved},
        KeyStage.NOT_REHEARSED: _("Proved on %(day)s. The passphrase must be typed once more, for the rehearsal.")
        % {"day": proved},
        KeyStage.READY: _("Proved on %(day)s") % {"day": proved},
    }[person.stage]
    if person.stage is KeyStage.READY:
        return HolderRow("ok", "✓", _("Done:"), name, why)
    if person.stage is KeyStage.WAITS:
        return HolderRow("wait", "…", _("Waiting:"), name, why)
    return HolderRow("miss", "!", _("To do:"), name, why)


def questions_of(challenge: KeyChallenge, rehearsal: Rehearsal | None, key: OpeningKey) -> KeyQuestions:
    """What the holder is asked now: the challenge, and the halves of a rehearsal that waits for them. One query."""
    asked = (KeyQuestion(str(challenge.pk), bytes(challenge.context), bytes(challenge.closed)),)
    if rehearsal is None:
        return KeyQuestions(asked, None)
    header, wraps = rehearsals.wraps_for(rehearsal, key)
    return KeyQuestions(asked, RehearsalQuestion(str(rehearsal.pk), header.canon(), tuple(wraps)))


def sheet_of(wrapped: bytes) -> KeySheet:
    """Eleven lines and the square code: version 10 with correction Q, which survives a stain."""
    code = qrcode.QRCode(version=QR_VERSION, error_correction=qrcode.constants.ERROR_CORRECT_Q, border=QUIET)
    code.add_data(sheets.characters_of(wrapped))
    code.make(fit=False)
    matrix = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_black in enumerate(row) if is_black)
    return KeySheet(sheets.lines_of(wrapped), path, len(matrix))


def next_proof(key: OpeningKey) -> str:
    """The day by which the key is to be proved again."""
    return formats.day(rules.ends_at(key.role, key.proved_at)) if key.proved_at else formats.MISSING


def addresses(authority: Authority) -> Mapping[str, str]:
    """Where the script sends what it makes."""
    names = ("key", "key-prove", "key-make", "key-questions", "key-answers", "key-rewrap", "key-tool", "key-retire")
    return {name.replace("-", "_"): reverse(f"bids:{name}", args=[authority.pk]) for name in names}


def crumbs(authority: Authority | None = None) -> list[dict[str, str]]:
    """The way from the account to the page."""
    way = [{"label": _("Account"), "url": reverse("account_overview")}]
    if authority is not None:
        way.append({"label": _("Opening key"), "url": reverse("bids:key", args=[authority.pk])})
    return way


def is_to_do(standing: KeyStanding, at: datetime) -> bool:
    """Whether something waits for the holder: everything but a key that is ready or waits for others."""
    soon = standing.until is not None and standing.until <= at + rules.REMINDED
    return soon or standing.stage not in {KeyStage.READY, KeyStage.WAITS}
