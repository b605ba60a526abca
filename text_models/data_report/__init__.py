"""What there is to know of a task's texts before anything learns from them."""
