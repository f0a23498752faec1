"""What is read across features for pages that are about many things at once."""
