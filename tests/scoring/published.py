"""A published worked case, by its number."""

import json


def published(shared, number):
    """(inputs, expected) with every decimal as text; `shared` is the fixture."""
    (path,) = (shared / "cases").glob(f"{number}_*.json")
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    return data["inputs"], data["expected"]
