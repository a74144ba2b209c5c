"""Facts to columns of cells, one module for each family of criteria."""
