"""Champions one after the other: each change is an event."""
