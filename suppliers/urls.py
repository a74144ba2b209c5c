"""Addresses of pages: an organisation's own, and those of officers."""

from django.urls import path

from suppliers.views import declaring, facts, officers, organisation, people, registering

own_patterns = [
    path("register/", registering.name, name="register"),
    path("register/identifier/", registering.identifier, name="register-identifier"),
    path("register/identifier/check/", registering.check_number, name="check-number"),
    path("register/size/", registering.size, name="register-size"),
    path("register/check/", registering.check, name="register-check"),
    path("register/done/", registering.registered, name="registered"),
    path("acting/", organisation.choose, name="acting"),
    path("facts/", facts.facts, name="facts"),
    path("facts/confirm/", facts.confirm, name="confirm"),
    path("facts/declarations/topic/<slug:key>/", declaring.topic, name="topic"),
    path("facts/<slug:slug>/", facts.kind, name="kind"),
    path("facts/<slug:slug>/new/", facts.new, name="new"),
    path("facts/<slug:slug>/<int:no>/", facts.fact, name="fact"),
    path("facts/<slug:slug>/<int:no>/replace/", facts.replace, name="replace"),
    path("facts/<slug:slug>/<int:no>/withdraw/", facts.withdraw, name="withdraw"),
    path("facts/<slug:slug>/<int:no>/<int:version>/document/", facts.evidence, name="evidence"),
    path("members/", people.members, name="members"),
    path("members/invite/", people.invite, name="invite"),
    path("members/invitations/<uuid:pk>/withdraw/", people.withdraw_invitation, name="invitation-withdraw"),
    path("members/invitations/<uuid:pk>/link/", people.show_invitation_link, name="invitation-link"),
    path("members/<uuid:pk>/", people.member, name="member"),
    path("members/<uuid:pk>/remove/", people.remove, name="member-remove"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/details/", organisation.details, name="details"),
    path("organisation/identifier/", organisation.identifier, name="identifier"),
    path("organisation/hand-in/", organisation.hand_in, name="hand-in"),
    path("organisation/hearing/", organisation.hearing, name="hearing"),
    path("organisation/export/", organisation.export, name="export"),
    path("organisation/erase/", organisation.erase, name="erase"),
]
officer_patterns = [
    path("", officers.listing, name="list"),
    path("<uuid:pk>/", officers.detail, name="detail"),
    path("<uuid:pk>/<slug:key>/", officers.act, name="act"),
]
