"""A batch in a bucket: frozen, packed for COPY, and archived."""
