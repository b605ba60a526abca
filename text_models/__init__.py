"""Text in, numbers out: what every text model of the project shares."""
