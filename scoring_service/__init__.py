"""The room of the service that answers for texts over HTTP, by the champions of the tasks."""
