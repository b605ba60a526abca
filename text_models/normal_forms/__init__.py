"""Normal forms of texts, by name: what a task declares and its classifiers read."""
