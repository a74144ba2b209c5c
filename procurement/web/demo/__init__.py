"""A demonstration city: its people, past tenders, its own tenders in each state up to the deadline, a study of methods.

`acts` makes the own tenders by the services of officers and suppliers, as the clock goes from past to now;
`archive` imports the past ones from files; `suppliers` enters what suppliers say of themselves; `data` holds what they
do; `studies` makes a study by the services of officers; `services` does it all, once.
"""
