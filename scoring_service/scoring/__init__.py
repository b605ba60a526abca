"""Champions that answer comments: loaded, swapped while they serve, asked for many comments at once."""
