"""What operators call: plain functions, without an operator class."""
