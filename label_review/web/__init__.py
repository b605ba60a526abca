"""The label review as an application of HTTP: what a browser asks, and what keeps others out."""
