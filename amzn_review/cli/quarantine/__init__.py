"""`amzn-review quarantine …`."""
