"""Figures of broadcasts: by hand and by import, what is usual, whose they are."""
