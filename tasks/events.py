"""What is told to the owner of a task, in the log that no socket misses. The bar itself travels as a state."""

from project.realtime.events import Event
from tasks.faces import TaskFace


class TaskCreated(Event):
    """A task of yours was created and waits for a worker."""

    task: TaskFace


class TaskEnded(Event):
    """A task of yours has ended; its state says how."""

    task: TaskFace
