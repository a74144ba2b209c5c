"""What the pages of suppliers show, as plain values."""
