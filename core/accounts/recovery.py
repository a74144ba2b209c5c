"""Signing in with passphrase and recovery code: a way in for a person whose account waits because of somebody else.

Nobody guesses: both must be right at once, and every failure has one answer in one time, whichever of address,
passphrase, code or count was wrong, so that none of them is found out by itself. Nobody keeps the owner out: tries
count per account and place, so those of others are others'. Over all places only tries with the right passphrase count,
ten a day, which leaves whoever knows it one chance in a million; its owner ends that by a new passphrase.
"""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from core.accounts import limits
from core.models import SecurityKind, User
from core.security import writing


def sign_in(request: HttpRequest, *, email: str, passphrase: str, code: str) -> HttpResponse:
    """Sign in the person of this account. Raises ValidationError with the one sentence for everything that is wrong.

    Effects: the code is used up; the session has both factors; as any sign-in, the device is known from now on.
    """
    place = limits.count_recovery(request, email)
    user = User.objects.filter(email=email, is_active=True).first()
    is_owner = user.check_password(passphrase) if user else not make_password(passphrase)
    codes = _codes_of(user)
    fits = sum(constant_time_compare(code, unused) for unused in codes.get_unused_codes()) > 0  # looks at all
    account = limits.count_recovery_by_owner(request, email, is_owner=is_owner)
    if user is None or not (is_owner and fits and account and codes.validate_code(code)):
        writing.record(SecurityKind.RECOVERY_FAILED, request, user=user)
        raise forms.ValidationError(
            _(
                "E-mail address, passphrase and recovery code do not belong together, the code was used before, or "
                "there were too many tries today."
            ),
            code="no_match",
        )
    for usage in (place, account):
        usage.rollback()
    return _let_in(request, user, codes.instance)


def _codes_of(user: User | None) -> RecoveryCodes:
    """The person's codes; where there are none, codes that nobody has, so that looking takes as long."""
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(
        authenticator or Authenticator(data={"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 0})
    )


def _let_in(request: HttpRequest, user: User, authenticator: Authenticator) -> HttpResponse:
    """As the library signs in, with the step of the second factor behind."""
    login = Login(user=user, email=user.email)
    LoginStageController(request, login).set_handled(LoginStageKey.MFA_AUTHENTICATE.value)
    record_authentication(request, user, "password", email=user.email)
    authenticator.user = user
    post_authentication(request, authenticator)
    return perform_login(request, login)
