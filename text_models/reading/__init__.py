"""Files of texts, read for a task: their labels, wherever they come from, and what is wrong with them."""
