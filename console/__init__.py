"""How any command of ours talks: progress, tables, errors as sentences."""
