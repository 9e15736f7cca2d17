"""The verbs of tasks: the only place that writes runs, and that tells anybody."""

from tasks.actions.attempts import begin_attempt, end_attempt, postpone_attempt, report_progress, write_log
from tasks.actions.cleaning import lose_lapsed, prune_results, send_waiting
from tasks.actions.creation import card_for, create_run, start_in_room, start_task
from tasks.actions.requests import cancel_task, retry_task
from tasks.actions.results import keep_file

__all__ = [
    "begin_attempt",
    "cancel_task",
    "card_for",
    "create_run",
    "end_attempt",
    "keep_file",
    "lose_lapsed",
    "postpone_attempt",
    "prune_results",
    "report_progress",
    "retry_task",
    "send_waiting",
    "start_in_room",
    "start_task",
    "write_log",
]
