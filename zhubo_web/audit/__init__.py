"""What happened: one append-only table that feeds the log, the inbox, the sockets and the seals."""
