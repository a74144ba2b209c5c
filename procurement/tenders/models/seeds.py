"""The seed of the draw that ends every tie: bound before the publication, revealed when it is drawn."""

from django.db import models

from procurement.tenders.models.tender import Lot


class DrawSeed(models.Model):
    """The secret seed of a lot; its SHA-256 is published with the lot's specification (SCORING §7).

    Nothing shows it before the draw, and nobody chooses it: it comes from the system's source of randomness.
    """

    append_only = True

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="draw_seed")
    seed = models.CharField(max_length=64)
    seed_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.seed_sha256
