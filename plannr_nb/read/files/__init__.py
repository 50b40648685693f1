"""A file as bytes and as UTF-8: what it is, how it was packed and encoded."""
