"""The talk after a month: agenda, minutes, what both sides agreed."""
