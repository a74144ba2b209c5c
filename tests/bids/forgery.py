"""A signed file as somebody makes it who rules the database but not the key of the platform."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from offline import signed
from offline.checkpoints import read_checkpoint, sign_checkpoint


def signed_by_a_stranger(text):
    """The same receipt or record, its head and itself signed with a key of the stranger's: in itself all of it fits."""
    file, key = signed.read(text.encode()), Ed25519PrivateKey.generate()
    head = sign_checkpoint(read_checkpoint(file.document["checkpoint"], file.public_key), file.document["host"], key)
    document = {**file.document, "checkpoint": head, "platform_head": ""}
    return signed.sign(file.kind, document, key).file().decode()
