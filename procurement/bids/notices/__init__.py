"""What people are told of bids and of the keys that open them."""
