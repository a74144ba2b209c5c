"""Pure rules about suppliers: no rows, no clock."""
