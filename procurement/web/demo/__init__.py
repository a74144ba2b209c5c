"""A demonstration city: its people, past tenders, its own tenders in each state up to the deadline, a study of methods.

`acts` makes the own tenders by the services of officers and suppliers, as the clock goes from past to now;
`tenders`, `bids` and `evaluations` insert one tender from plain data and move it through the state tables; `data` holds
what is inserted; `studies` makes a study by the services of officers; `services` does it all, once.
"""
