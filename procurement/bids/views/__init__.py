"""Pages of bids: each ground has its own."""
