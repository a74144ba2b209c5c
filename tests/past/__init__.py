"""A tender's past from plain data, for tests of what no service makes yet: opened, evaluated, decided."""
