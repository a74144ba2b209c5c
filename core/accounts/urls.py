"""The addresses of accounts: the library's pages that are served, one by one, and our own. The matrix names each."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from core.accounts import views
from core.accounts.fresh import confirmable_required

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("login/recovery-code/", views.recovery_login, name="account_recovery_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="people:join"), name="account_signup"),
    path("reauthenticate/", confirmable_required(account.reauthenticate), name="account_reauthenticate"),
    path("tokens/", views.api_tokens, name="account_tokens"),
    path("tokens/<str:key>/revoke/", views.revoke_token, name="account_revoke_token"),
    path("email/", views.address, name="account_email"),
    path("email/confirm/<str:link>/", views.confirm_address, name="account_confirm_address"),
    path("password/change/", account.password_change, name="account_change_password"),
    # One without a passphrase proves the mailbox; the library would let the session choose one.
    path("password/set/", RedirectView.as_view(pattern_name="account_reset_password"), name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
