"""What passes between a comparison and the process of a rung, and how that is watched."""
