"""What pages and programs read of bids: each ground has its own."""
