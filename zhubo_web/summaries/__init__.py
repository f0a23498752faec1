"""下播小结: the assistant's own account of a broadcast, in under a minute."""
