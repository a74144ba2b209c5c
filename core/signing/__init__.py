"""The platform's key: what signs receipts, checkpoints and share codes, so that anybody can verify them (ADR 0049)."""
