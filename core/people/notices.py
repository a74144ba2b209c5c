"""What people are told of their own roles and account, and administrators of each other's acts."""

from django.utils.translation import gettext_lazy as _

from core.notice_kinds import NoticeKind, NoticeText


class PeopleNotice(NoticeKind):
    ROLE_GRANTED = "people.role_granted"
    ROLE_WITHDRAWN = "people.role_withdrawn"
    LINK_SHOWN = "people.link_shown"
    RESET_REQUESTED = "people.factor_reset_requested"
    RESET_TO_CONFIRM = "people.factor_reset_to_confirm"
    RESET_DONE = "people.factor_reset"
    RESET_OF_COLLEAGUE = "people.factor_reset_of_colleague"
    AUTHORITY_ADOPTED = "people.authority_adopted"


TEXTS = [
    NoticeText(PeopleNotice.ROLE_GRANTED, _("You have a new role in %(authority)s: %(role)s"), "account_overview"),
    NoticeText(
        PeopleNotice.ROLE_WITHDRAWN, _("A role of yours in %(authority)s has ended: %(role)s"), "account_overview"
    ),
    NoticeText(
        PeopleNotice.LINK_SHOWN,
        _("A link to a new passphrase of yours was shown to an administrator"),
        "account_overview",
    ),
    NoticeText(
        PeopleNotice.RESET_REQUESTED,
        _("An administrator asks to take your second factor away. If you did not want that, tell another one"),
        "account_overview",
    ),
    NoticeText(
        PeopleNotice.RESET_TO_CONFIRM,
        _("%(name)s asks to have the second factor reset: a second administrator is needed"),
        "people:list",
    ),
    NoticeText(
        PeopleNotice.RESET_DONE, _("Your second factor was taken away. Set up a new one now"), "account_overview"
    ),
    NoticeText(
        PeopleNotice.RESET_OF_COLLEAGUE,
        _("The second factor of %(name)s was taken away on the server"),
        "home",
    ),
    NoticeText(
        PeopleNotice.AUTHORITY_ADOPTED,
        _("%(name)s is now administrator of %(authority)s, which nobody looked after"),
        "people:list",
    ),
]
