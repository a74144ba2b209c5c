"""What the interface for programs takes about bids: each ground has its own."""
