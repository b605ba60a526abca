"""From which probability on a label is answered, by what a user aims at."""
