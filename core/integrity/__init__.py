"""Logs and files compared with the digests of their day, for `manage.py verify`."""
