"""The commands that work on the versions of a task: train them, ask them, choose among them."""
