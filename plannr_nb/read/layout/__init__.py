"""Which rows are the header and which the table, and what each other row is."""
