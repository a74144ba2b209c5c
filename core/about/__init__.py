"""What this site says of itself to everybody: its keys, its versions, and what is not built."""
