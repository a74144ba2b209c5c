"""Bids in words: each ground has its own."""
