"""A job that takes as long as its target says, so that a test can strike in the middle."""
