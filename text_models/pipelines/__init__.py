"""The steps by which a task's model learns and answers, as each task's package declares them."""
