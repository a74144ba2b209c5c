"""What people run without the site: forms of signed documents, and `python -m offline verify`.

No Django, no app, no network; it needs `cryptography` and the canonical JSON of `scoring`. A copy of the two folders
`offline` and `scoring` is enough. The site writes its documents with the same modules: each form has one writer.
"""
