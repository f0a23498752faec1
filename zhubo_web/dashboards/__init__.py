"""Pages over all features: today, and the first hour of a new shop."""
