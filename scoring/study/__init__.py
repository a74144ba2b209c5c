"""A choice of method studied before any bid exists: expected bids under several methods, and what rivals could do.

It informs the officer who chooses; it decides nothing. Source: SCORING §4, §10.
"""
