"""What hosts, viewers, customer service and the platform say of assistants, and whose it is (S08)."""
