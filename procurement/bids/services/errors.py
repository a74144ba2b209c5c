"""Why an act on a bid was not done. None of these holds a word of what is offered."""

from datetime import datetime

from procurement.bids.rules.merging import FieldClash


class BidRefused(Exception):
    """An act on a bid that cannot be; the text is a sentence for whoever asked. `field`: of the form, if one is."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        self.field = field
        super().__init__(sentence)


class WrongPass(BidRefused):
    """What was typed is not the pass of this draft."""


class DraftClash(BidRefused):
    """Two people wrote the same fields. `no`: the version that stands; nothing was saved. Its text names no field."""

    def __init__(self, sentence: str, *, no: int, clashes: tuple[FieldClash, ...], at: datetime) -> None:
        self.no, self.clashes, self.at = no, clashes, at
        super().__init__(sentence)
