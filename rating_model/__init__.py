"""The pipeline's own model: reviews in, a star rating out (SentencePiece, TFRecord, ALBERT)."""
