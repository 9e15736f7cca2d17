"""Everything one machine needs, started by one command: ``manage.py dev``."""
