"""Long work that a person waits for: started by people, done by Celery's workers, shown truly while it runs."""
