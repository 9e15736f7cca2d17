"""What the shipped tasks do: plain functions, which know nothing of Celery."""
