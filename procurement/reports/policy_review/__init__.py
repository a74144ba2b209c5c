"""The figures of the tenders that an authority published in a period, for the review of its policy.

`counts` asks the database for totals and never for rows of tenders, `measures` makes figures of them, `summary` the one
shape that page, PDF and API show, `sentences` and `figures` say it in words and charts.
"""
