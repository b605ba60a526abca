"""The data in a bucket: where it lies, how it arrives, how it is read."""
