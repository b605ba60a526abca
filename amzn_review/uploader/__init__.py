"""Reviews that arrive as a stream, in a folder or in a bucket."""
