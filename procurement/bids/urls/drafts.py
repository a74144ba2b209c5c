"""Addresses of bids that are being written, under bids/. A party has its number in its bid."""

from django.urls import path

from core.assembly import Patterns
from procurement.bids.views import bid_parties, bids, passes, tasks

patterns: Patterns = [
    path("", bids.listing, name="list"),
    path("begin/<uuid:pk>/", bids.begin, name="begin"),
    path("<uuid:pk>/", tasks.tasks, name="tasks"),
    path("<uuid:pk>/check/", tasks.check, name="check"),
    path("<uuid:pk>/lots/", bids.lots, name="lots"),
    path("<uuid:pk>/pass/", passes.show, name="pass"),
    path("<uuid:pk>/pass.txt", passes.file, name="pass-file"),
    path("<uuid:pk>/unlock/", passes.unlock, name="unlock"),
    path("<uuid:pk>/begin-again/", passes.begin_again, name="begin-again"),
    path("<uuid:pk>/give-up/", bids.give_up, name="give-up"),
    path("<uuid:pk>/parties/", bid_parties.parties, name="parties"),
    path("<uuid:pk>/parties/<int:no>/ask/", bid_parties.ask, name="ask"),
    path("<uuid:pk>/sign/", bid_parties.sign, name="sign"),
    path("<uuid:pk>/sign/take-back/", bid_parties.take_back, name="take-back"),
    path("<uuid:pk>/sign/decline/", bid_parties.decline, name="decline"),
    path("<uuid:pk>/facts/", bid_parties.facts, name="facts"),
]
