"""What speaks against writing a draft, for several services."""


class NotADraft(ValueError):
    """Only a draft is written; what is with a second officer, or published, is not."""
