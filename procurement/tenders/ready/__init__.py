"""Ready tenders for what cities commonly buy: sections to begin with, each with the profiles of its interfaces.

Facts are those of common practice, figures are there to be changed. A requirement binds nobody until a person has
confirmed it as mandatory.
"""

from procurement.tenders.ready.building import ReadyDates, sections_of
from procurement.tenders.ready.reading import ReadyProfile, ReadyTender, ready_tenders

__all__ = ["ReadyDates", "ReadyProfile", "ReadyTender", "ready_tenders", "sections_of"]
