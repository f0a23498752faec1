"""The policy in force: numbers, rubrics and deadlines as one versioned record, and the settings."""
