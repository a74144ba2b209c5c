"""What a bid says, from its rows."""
