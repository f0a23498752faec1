"""What HR receives of a month, its receipt, numbered corrections."""
