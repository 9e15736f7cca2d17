"""Does a server keep what docs/protocol.md promises? Scripts that are told nothing but its address.

Nothing here knows the product: only HTTP, WebSocket and the page. ``conftest.py`` alone may start one to be tried.
"""
