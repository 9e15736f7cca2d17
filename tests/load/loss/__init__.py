"""``make loss``: what arrives where connections are cut again and again, by ours and by the tutorial's consumer."""
