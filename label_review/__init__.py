"""The room of the page on which people look at doubtful labels and decide."""
