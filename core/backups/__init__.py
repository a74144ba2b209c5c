"""A backup of everything that cannot be made again, and the drill that shows that it can be restored."""
