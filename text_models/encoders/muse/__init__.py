"""Google's multilingual Universal Sentence Encoder, version 3, with a CNN."""
