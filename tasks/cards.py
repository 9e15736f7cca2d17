"""A task's card in a room, as the server renders it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tasks.access import may_change, runs_for
from tasks.presentation import shown


def render_cards(ids: Collection[str], user: User) -> Mapping[str, SafeString]:
    runs = runs_for(user).filter(pk__in=[UUID(each) for each in ids])
    return {
        str(run.pk): render_to_string("tasks/card.html", {"task": shown(run), "may_change": may_change(user, run)})
        for run in runs
    }
