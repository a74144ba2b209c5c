"""What the pages of standards show, ready to print."""

from procurement.planning.pages.listing import count, rows
from procurement.planning.pages.standard import detail_page

__all__ = ["count", "detail_page", "rows"]
