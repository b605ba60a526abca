"""Records that were set aside: listed, repaired, replayed or dismissed."""
