"""ALBERT on Keras: the network, its training and its checkpoints in Hugging Face layout."""
