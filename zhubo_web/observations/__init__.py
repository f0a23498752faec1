"""Notes on moments of a broadcast: the catalogue, the console, the overlay, the time line."""
