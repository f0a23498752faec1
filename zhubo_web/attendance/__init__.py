"""Shifts: one's own week, leave and swaps, coming in, who was on duty when, and what is unreasonable."""
