"""Suppliers over REST: what members say of their organisation, its facts and people, and what officers decide.

The address names the supplier, and the door asks whether the person acts for it: what a request sends never does.
"""

from suppliers.api import facts, organisations, people, sharing

routes = [*organisations.routes, *facts.routes, *people.routes, *sharing.routes]
