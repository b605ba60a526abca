"""The protocol over HTTP: an ASGI application, its routes, who may ask, and what is counted."""
