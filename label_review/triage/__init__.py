"""Which texts a person should look at first, and why: numbers in, orders and kinds of issues out."""
