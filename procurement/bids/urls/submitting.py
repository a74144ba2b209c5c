"""Addresses of the submission and of receipts, under bids/. A version has its number in its bid."""

from django.urls import path

from core.assembly import Patterns
from procurement.bids.views import receipt_check, submitting

patterns: Patterns = [
    path("<uuid:pk>/submit/", submitting.submit, name="submit"),
    path("<uuid:pk>/receipt/<int:no>/", submitting.receipt, name="receipt"),
    path("<uuid:pk>/receipt/<int:no>/receipt.json", submitting.receipt_file, name="receipt-file"),
    path("<uuid:pk>/receipt/<int:no>/slip.json", submitting.slip_file, name="receipt-slip"),
]

public: Patterns = [path("", receipt_check.check, name="check")]  # under check/, for everybody
