"""`manage.py people`: who has which role in an authority; inviting, granting, withdrawing, closing, opening."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import clock
from core.law.commands import authority_of
from core.models import Authority, Role
from core.people import invitations, mails, queries, services
from core.people.access import PeopleAction
from core.people.commands import account_of, actor_of
from core.people.refusals import PeopleRefused

ACTIONS = {
    "invite": PeopleAction.INVITE,
    "grant": PeopleAction.GRANT,
    "withdraw": PeopleAction.WITHDRAW,
    "close": PeopleAction.CLOSE,
    "open": PeopleAction.OPEN,
}

ON_ACCOUNTS = {"close": services.deactivate, "open": services.reactivate}


class Command(BaseCommand):
    help = "Shows the people of an authority, or does what an administrator does for them."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("show").add_argument("authority", help="name or id of the authority")
        for act, text in (
            ("invite", "mail or print a link to an account with roles, for seven days"),
            ("grant", "give an account a role"),
            ("withdraw", "end a role"),
            ("close", "close the account"),
            ("open", "open a closed account again"),
        ):
            sub = acts.add_parser(act, help=text)
            _add_person(sub)
            if act in {"grant", "withdraw", "invite"}:
                many = act == "invite"
                sub.add_argument("--role", required=True, choices=Role.values, action="append" if many else "store")

    def handle(self, *_: Any, act: str, authority: str, **options: Any) -> None:
        row = authority_of(authority)
        if act != "show":
            try:
                self._do(act, row, **options)
            except PeopleRefused as refused:
                raise CommandError(str(refused)) from refused
        for line in _lines(row):
            self.stdout.write(line)

    def _do(self, act: str, authority: Authority, *, address: str, reason: str, by: str, **options: Any) -> None:
        at = clock.db_now()
        if act == "invite":
            actor = actor_of(by, ACTIONS[act], authority)
            roles = [Role(key) for key in options["role"]]
            new = invitations.invite(authority=authority, email=address, roles=roles, reason=reason, by=actor, at=at)
            url = settings.SITE_URL + mails.invitation_path(new.secret)
            handed_over = f"Hand this link over; it works once: {url}"
            self.stdout.write(f"Goes to {address} by mail." if new.is_mailed else handed_over)
            return
        person = account_of(address)
        actor = actor_of(by, ACTIONS[act], authority, person)
        if act in ON_ACCOUNTS:
            ON_ACCOUNTS[act](person=person, reason=reason, by=actor, at=at)
            return
        give = services.grant_role if act == "grant" else services.withdraw_role
        give(person=person, authority=authority, role=Role(options["role"]), reason=reason, by=actor, at=at)


def _add_person(parser: ArgumentParser) -> None:
    parser.add_argument("authority", help="name or id of the authority")
    parser.add_argument("address", help="e-mail address of the person")
    parser.add_argument("--reason", required=True)
    parser.add_argument("--by", default="", metavar="EMAIL", help="an administrator; left out: you, as the operator")


def _lines(authority: Authority) -> list[str]:
    rows = []
    for row in queries.colleagues(authority):
        notes = ["" if row.person.is_active else ", closed", "" if row.has_factor else ", no second factor"]
        rows.append(f"{row.person.email}: {', '.join(role.value for role in row.roles)}{''.join(notes)}")
    waiting = queries.waiting_invitations(authority, clock.db_now())
    return [f"{authority}:", *rows, *(f"{row.email}: invited as {row.roles.replace(',', ', ')}" for row in waiting)]
