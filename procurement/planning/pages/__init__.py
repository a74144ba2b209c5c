"""What the pages of standards show, ready to print."""

from procurement.planning.pages.advice import advice_page, place_of
from procurement.planning.pages.listing import count, rows
from procurement.planning.pages.profile import profile_page
from procurement.planning.pages.standard import detail_page

__all__ = ["advice_page", "count", "detail_page", "place_of", "profile_page", "rows"]
