"""Documents that people upload: checked, stored under their digest, handed out with their real names.

A stage calls `files.store_file`, `files.open_file` and `files.serve`, and marks a view that takes files with
`uploads.takes_files`; who may read or attach a document is the stage's to decide and to record.
"""
