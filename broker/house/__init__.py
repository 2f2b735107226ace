"""The house rules. Pure: no I/O, and no clock of their own."""
