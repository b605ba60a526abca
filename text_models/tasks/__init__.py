"""What a text model is asked to do: the labels, how answers are judged, and which classifiers compete."""
