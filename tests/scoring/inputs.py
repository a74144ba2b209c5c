"""Small inputs of ../shared that the judge once got wrong, each with the right answer in its note."""

import json

from scoring import codec


def shared_input(shared, name):
    """What the file asks the judge; `shared` is the fixture, which skips the test where the folder is absent."""
    return json.loads((shared / "inputs" / f"{name}.json").read_text(encoding="utf-8"))["input"]


def shared_case(shared, name):
    """The case of an evaluation."""
    return codec.case_from_json(shared_input(shared, name)["case"])
