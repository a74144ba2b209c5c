"""A demonstration city: its people, its tenders in every state, two of them evaluated and reviewed, a study of methods.

`tenders`, `bids` and `evaluations` insert one tender from plain data and move it through the state tables; `data` holds
what is inserted; `studies` makes a study by the services of officers; `services` does it all, once.
"""
