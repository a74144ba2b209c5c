"""What the parts of a bid that is written bring to the house: answers, prices, performance, claims."""

from core.assembly import Parts

PARTS = Parts()
