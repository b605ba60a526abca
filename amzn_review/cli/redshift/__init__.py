"""`amzn-review redshift …`."""
