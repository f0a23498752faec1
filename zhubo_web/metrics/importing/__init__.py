"""Reading what people hand in: files, tables, headings, moments, cells. Pure."""

from zhubo_web.metrics.importing.files import MOST_BYTES, check
from zhubo_web.metrics.importing.tables import Column, Entry, Head, Problem, entries, find_head

__all__ = ["MOST_BYTES", "Column", "Entry", "Head", "Problem", "check", "entries", "find_head"]
