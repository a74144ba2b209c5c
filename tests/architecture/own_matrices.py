"""Routes that have a matrix of their own, by the beginnings of their names."""

from tests.architecture.test_timing_matrix import TIMING

DRAFTS = (*(f"tenders:{name}" for name in ("new", "edit", "gate", "pre", "sec", "saves", "res", "choose")), "api:draft")
FOLLOWED = ("tenders:feed", "tenders:cal", "tenders:tender-cal", "tenders:watch", "api:watch")
OPEN = ("tenders:questions", "tenders:changes", "api:open")
FIRMS = ("our:", "sharing:", "suppliers:", "consorti", "espd:", "api:suppl", "api:sh", "api:cons", "api:es")
LOGS = ("logs:", "api:log")  # tests/core/logs/test_access.py
OPENINGS = ("api:tender-opening", "api:tender-opened")  # with the pages of openings
KEYS = ("api:opening-key", "api:authority-opening-keys", "api:tender-opening-keys")
OTHERS = ("people:", "authorit", "policies:", "prof", "api:po", "api:pe", "api:pr", "reports:request-p")
NOTICES, AMENDED = (
    ("tenders:document", "reports:request-n", "reports:notice"),
    ("tenders:amendment", "tenders:version", "api:amendment", "api:version"),
)
PAPERS = ("reports:request-receipt", "reports:receipt")  # in the matrix of bids
OWN_MATRICES = (
    "bids:",
    "api:bid",
    *PAPERS,
    *TIMING,
    *DRAFTS,
    *LOGS,
    *KEYS,
    *OPENINGS,
    *FOLLOWED,
    *FIRMS,
    *OTHERS,
    *OPEN,
    *NOTICES,
    *AMENDED,
)
