"""``make bench``: what the product costs and how fast it is, beside what others do. See docs/performance.md."""
