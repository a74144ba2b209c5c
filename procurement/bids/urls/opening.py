"""Addresses of the opening of a tender's bids; the id is that of the tender."""

from django.urls import path

from core.assembly import Patterns
from procurement.bids.views import giving_halves, lost_keys, opening

patterns: Patterns = [
    path("opening/<uuid:pk>/", opening.opening, name="opening"),
    path("opening/<uuid:pk>/call/", opening.call, name="opening-call"),
    path("opening/<uuid:pk>/ask-again/", opening.ask_again, name="opening-ask-again"),
    path("opening/<uuid:pk>/resume/", opening.resume, name="opening-resume"),
    path("opening/<uuid:pk>/record.json", opening.record, name="opening-record"),
    path("opening/<uuid:pk>/prices.csv", opening.prices, name="opening-prices"),
    path("opening/<uuid:pk>/lost-keys/", lost_keys.propose, name="opening-lost-keys"),
    path("opening/<uuid:pk>/new-bids/", lost_keys.confirm, name="opening-new-bids"),
    path("opening/<uuid:pk>/half/", giving_halves.give, name="opening-half"),
    path("opening/<uuid:pk>/half/key/", giving_halves.by_key, name="opening-by-key"),
    path("opening/<uuid:pk>/half/tool/", giving_halves.by_tool, name="opening-by-tool"),
    path("opening/<uuid:pk>/half/questions.json", giving_halves.questions_file, name="opening-questions-file"),
    path("opening/<uuid:pk>/half/script/questions/", giving_halves.questions, name="opening-questions"),
    path("opening/<uuid:pk>/half/script/halves/", giving_halves.halves, name="opening-halves"),
]
