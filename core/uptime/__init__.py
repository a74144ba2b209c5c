"""The ledger of outages: heartbeats of the web process, the gaps between them; whether the clock can be relied on."""
