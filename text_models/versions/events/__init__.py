"""What happened to a task's models and is only ever added to."""
