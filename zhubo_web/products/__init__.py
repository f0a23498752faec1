"""Products and their versioned cards: what may be said, what may not, and at which price."""
