"""The texts of a task as a person goes through them: read once, ordered and filtered in memory."""
