"""Has this process been asked to go?"""

import threading

# Set once, by the server that drains; read by the probe at which a balancer looks.
leaving = threading.Event()
