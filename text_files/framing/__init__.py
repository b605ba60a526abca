"""What a file that a person named is, told by its content: how it is packed, encoded and framed."""
