"""A page on which people look at doubtful labels and decide. Its issue fills it."""
