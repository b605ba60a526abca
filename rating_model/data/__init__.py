"""Reviews as the model reads them: Parquet export, TFRecord shards and their manifests."""
