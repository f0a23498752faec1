"""What waits for whom until when, from workflow rows alone: inbox, reminders, timers."""
