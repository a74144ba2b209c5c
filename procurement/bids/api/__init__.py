"""Bids in the interface for programs: each ground has its own."""
