"""Documents that people upload: checked, stored under their digest, handed out with their real names.

A stage calls `store_file`, `open_file` and `serve`; who may read a document is the stage's to decide.
"""
