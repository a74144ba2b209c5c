"""Reads of notices."""

from django.db.models import QuerySet

from core.models import Authority, MailChoice, Notice, Role, User


def notices_of(user: User) -> QuerySet[Notice]:
    """The notices of a person, newest first."""
    return Notice.objects.filter(user=user).order_by("-at", "-pk")


def people_by_choice(choice: MailChoice) -> QuerySet[User]:
    """Active people who want mails so; who has chosen nothing wants them at once."""
    people = User.objects.filter(is_active=True)
    if choice == MailChoice.AT_ONCE:
        return people.exclude(notice_choice__mails__in=[MailChoice.DAILY, MailChoice.NEVER])
    return people.filter(notice_choice__mails=choice)


def people_with(authority: Authority, *roles: Role) -> QuerySet[User]:
    """Active people who hold one of these roles in an authority, by name."""
    holders = authority.memberships.filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=holders, is_active=True).order_by("name", "email")


def choice_of(user: User) -> MailChoice:
    choice = getattr(user, "notice_choice", None)
    return MailChoice(choice.mails) if choice else MailChoice.AT_ONCE
