"""Records of any file of texts as documents, by the layout that says which column is what."""
