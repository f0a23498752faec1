"""单场评分: one assistant's work in one broadcast, rated by who watched it, open to its notes."""
