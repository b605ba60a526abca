"""`amzn-review documents …`."""
