"""Sentences of the judge as a test reads them: spaces that do not break are ordinary ones."""

from scoring import explain


def text_of(sentence, names=None, **aliases):
    return explain.text(sentence, {**(names or {}), **aliases}).replace("\N{NO-BREAK SPACE}", " ")


def forms_of(template):
    """The texts of a template: one, or one for a single thing and one for any other number."""
    return [template] if isinstance(template, str) else list(template.forms)
