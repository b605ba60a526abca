"""Each trigger waits for one kind of event, in the triggerer."""
