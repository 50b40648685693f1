"""Text to rows of cells: how it is written, and the lanes that parse it."""
