"""Workbooks of every kind as text, cell by cell."""
