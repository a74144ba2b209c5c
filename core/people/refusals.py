"""An act on people that was not done, with the sentence that says why."""


class PeopleRefused(ValueError):
    """Not done; `field` names what of the form it is about, empty where it is about the person."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class StaleInvitation(PeopleRefused):
    """A link that opens nothing any more: used, withdrawn, too old, or never made."""
