"""跟进事项: what somebody will do by when, with proof, and who looks at it (S38)."""
