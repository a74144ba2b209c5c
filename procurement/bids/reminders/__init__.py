"""What waits for the clock: keys, bids, deadlines."""
