"""Objections: to a result, an item, a note, a figure, an attribution."""
