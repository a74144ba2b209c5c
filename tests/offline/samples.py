"""Signed documents for tests, with keys that everybody knows."""

from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from offline import keys, share_codes, signed
from offline.share_codes import SharedEvidence, SharedFact, SharedFactKind, ShareDocument, SharedSupplier

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
FINGERPRINT = keys.fingerprint(KEY.public_key().public_bytes_raw())
MADE_AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
ENDS = datetime(2027, 3, 3, 9, 30, tzinfo=UTC)

SUPPLIER = SharedSupplier(
    name="Tidewater Analytics",
    id_scheme="EXAMPLE-REG",
    id_value="S-1002",
    country="IE",
    size="small",
    approval="approved",
)
DECLARATION = SharedFact(
    kind=SharedFactKind.DECLARATION,
    code="crime-org",
    title="Participation in a criminal organisation",
    details={"answer": "no"},
    version=1,
    issued_date=date(2026, 1, 14),
    expires_date=date(2027, 1, 14),
    evidence=(),
    signed_by="Jonas Wray",
    signed_at=datetime(2026, 1, 14, 10, tzinfo=UTC),
)
CERTIFICATE = SharedFact(
    kind=SharedFactKind.CERTIFICATE,
    code="",
    title="ISO/IEC 27001",
    details={"issuer": "Example Assurance", "number": "IS 4711"},
    version=3,
    issued_date=date(2023, 12, 13),
    expires_date=date(2026, 12, 12),
    evidence=(SharedEvidence("iso-27001.pdf", "ab" * 32),),
    signed_by="Aoife Brennan",
    signed_at=datetime(2023, 12, 14, 8, tzinfo=UTC),
)
DIRECTOR = SharedFact(
    kind=SharedFactKind.PERSON,
    code="",
    title="Jonas Wray",
    details={"role": "director", "country": "IE"},
    version=1,
    issued_date=None,
    expires_date=None,
    evidence=(),
    signed_by="Jonas Wray",
    signed_at=datetime(2026, 1, 14, 10, 5, tzinfo=UTC),
)
SHARE = ShareDocument(
    site="https://larkmouth.example",
    code="K7QM-2TXD-94RA",
    supplier=SUPPLIER,
    made_at=MADE_AT,
    ends_at=ENDS,
    facts=(DECLARATION, CERTIFICATE, DIRECTOR),
)


def share_file(share=SHARE, key=KEY):
    """The file of a share code, signed with this key."""
    return signed.sign(share_codes.KIND, share, key).file()
