"""Whether this installation sends mail at all."""

from django.conf import settings

SILENT = {"django.core.mail.backends.dummy.EmailBackend"}


def sends_mail() -> bool:
    """False where EMAIL_URL is not set in production: then nothing that needs a mailbox is offered."""
    return settings.EMAIL_BACKEND not in SILENT
