"""Neural networks of texts: token ids and truth in, trained weights and probabilities out.

What all of them share: TensorFlow and Keras imported once, batches by length, masked layers, one training
loop that stops early and goes on where it was killed. No task is known here.
"""
