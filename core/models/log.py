"""The audit log and the secrets beside it (SEALING §9)."""

from django.db import models

from core.guards import NEVER, Guard
from offline import tree


class AuditLog(models.Model):
    """The head of one log: one per tender and one for the platform. Locked while a leaf is appended.

    It starts empty and moves by one, with the leaf that was added at its size. `root`: of the tree over all leaves;
    `frontier`: what
    the next leaf is added to, as `offline.tree` writes it.
    """

    guard = Guard(
        insert="NEW.size <> 0 OR NEW.latest_hash <> '' OR NEW.frontier <> ''",
        update="NEW.origin <> OLD.origin OR NEW.size <> OLD.size + 1 OR NOT EXISTS (SELECT 1 FROM core_auditleaf"
        ' WHERE log_id = OLD.origin AND "index" = OLD.size AND hash = NEW.latest_hash)',
        delete=NEVER,
    )

    origin = models.CharField(primary_key=True, max_length=120)
    size = models.PositiveBigIntegerField(default=0)
    latest_hash = models.CharField(max_length=64, blank=True)
    frontier = models.TextField(blank=True)
    root = models.CharField(max_length=64, default=tree.EMPTY_ROOT.hex())

    def __str__(self) -> str:
        return f"{self.origin} ({self.size})"

    def tree(self) -> tree.Frontier:
        """The tree over the leaves, by its frontier."""
        return tree.read_frontier(self.size, self.frontier)


class AuditLeaf(models.Model):
    """One act, never changed. `hash` = SHA-256(0x00 | body), the leaf hash of RFC 6962; the tree is built on these."""

    append_only = True
    guard = Guard(insert='NEW."index" <> COALESCE((SELECT size FROM core_auditlog WHERE origin = NEW.log_id), -1)')

    log = models.ForeignKey(AuditLog, on_delete=models.PROTECT, related_name="leaves")
    index = models.PositiveBigIntegerField()
    body = models.TextField()
    hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ("log", "index")
        constraints = [models.UniqueConstraint(name="audit_leaf_index_once", fields=["log", "index"])]
        indexes = [models.Index(name="audit_leaf_kind_at", fields=["kind", "at"])]

    def __str__(self) -> str:
        return f"{self.log_id} #{self.index} {self.kind}"


class AuditCheckpoint(models.Model):
    """A head of a log as the platform signed it: what leaves the machine. One for each size that was signed."""

    append_only = True

    log = models.ForeignKey(AuditLog, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("log", "size")
        constraints = [models.UniqueConstraint(name="audit_checkpoint_once", fields=["log", "size"])]

    def __str__(self) -> str:
        return f"{self.log_id} ({self.size})"


class AuditSecret(models.Model):
    """The salt and value behind a hashed field of a leaf. Erasing the row erases the person; the log still verifies."""

    guard = Guard(update=NEVER)

    leaf = models.ForeignKey(AuditLeaf, on_delete=models.PROTECT, related_name="secrets")
    field = models.CharField(max_length=60)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="audit_secret_once", fields=["leaf", "field"])]

    def __str__(self) -> str:
        return f"{self.leaf_id}.{self.field}"
