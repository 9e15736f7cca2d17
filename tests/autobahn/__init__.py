"""The Autobahn test suite against ``manage.py serve``, with plain Daphne beside it. See docs/websocket.md."""
