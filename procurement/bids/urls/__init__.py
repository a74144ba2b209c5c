"""Addresses of bids, under bids/; each ground has its own."""
