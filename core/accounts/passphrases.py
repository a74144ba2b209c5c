"""What a new passphrase must be, said in the product's word for it: the framework's two rules."""

from django.contrib.auth import password_validation as framework
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(framework.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        return ngettext(
            "This passphrase is too short: it needs %(count)d character at least.",
            "This passphrase is too short: it needs %(count)d characters at least.",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(count)d character: four words that have nothing to do with each other are easy to remember.",
            "At least %(count)d characters: four words that have nothing to do with each other are easy to remember.",
            self.min_length,
        ) % {"count": self.min_length}


class NotCommon(framework.CommonPasswordValidator):
    """None of the 20,000 that are tried first."""

    def get_error_message(self) -> str:
        return _("This passphrase is one of those that are tried first.")

    def get_help_text(self) -> str:
        return _("Not one of those that are tried first.")
