"""Pages of suppliers: their own, and those of officers."""
