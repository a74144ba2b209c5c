"""How files come in: by a form, or piece by piece by the verbs of tus; sealed before they touch the disk."""
