"""Rooms, broadcasts, who is on them, their run sheet and their clock."""
