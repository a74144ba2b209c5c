"""Route x role of the pages about people. A new route of theirs fails here until it has a row."""

from tests.architecture.test_access_matrix import routes

# Addresses that end with a secret: whoever has it is let in (tests/core/people/test_entrance.py).
BY_SECRET = {"people:start", "people:accept"}


def test_every_route_about_people_has_a_row():
    assert {name for name in routes() if name.startswith("people:")} == BY_SECRET
