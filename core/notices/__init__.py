"""Notices: what happened, in the app and by mail, to each person once. Never what is in a bid."""
