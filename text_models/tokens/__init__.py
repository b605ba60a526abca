"""From text to token ids: normal form, SentencePiece tokenizer, and the store of its generations."""
