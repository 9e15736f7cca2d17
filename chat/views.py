"""The pages of rooms."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from chat import access, actions, history
from chat.faces import room_faces
from chat.forms import MemberForm, MessageForm, RoomForm
from chat.log import lines
from chat.models import Role, Room, RoomKind
from chat.people import people_in, user_named
from chat.slash import commands
from project.realtime.people import signed_in
from project.realtime.publish import positions
from project.realtime.topics import number

DIRECTORY_ROOMS = 100
SHOWN_MEMBERS = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Enter a room by its name, make a private one, or pick one that is there."""
    user = signed_in(request)
    form = RoomForm(request.POST or None, initial={"kind": RoomKind.PUBLIC})
    if form.is_bound and (room := form.attempt(lambda values: _entered(request, **values))):
        return redirect(room)
    wanted = request.GET.get("q", "").strip()
    rooms = access.rooms_found(user, wanted)[:DIRECTORY_ROOMS]
    context = {"form": form, "rooms": room_faces(rooms, user), "wanted": wanted}
    return render(request, "chat/index.html", context, status=form.status)


def _entered(request: HttpRequest, name: str, kind: str) -> Room:
    user = signed_in(request)
    if kind == RoomKind.PUBLIC:
        return actions.enter_room(user=user, name=name)
    made, _created = actions.create_room(user=user, name=name, kind=RoomKind.PRIVATE)
    return made


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, name: str) -> HttpResponse:
    """The room of that name, made on entering; whoever opens it is a member."""
    found = actions.enter_room(user=signed_in(request), name=name)
    if found.kind != RoomKind.PUBLIC or found.name != name:
        return redirect(found)
    return _room_page(request, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def private_room(request: HttpRequest, room_id: int) -> HttpResponse:
    found = access.room_for(signed_in(request), room_id)
    if found.kind == RoomKind.PUBLIC:
        return redirect(found)
    return _room_page(request, found)


def _room_page(request: HttpRequest, shown: Room, members: MemberForm | None = None) -> HttpResponse:
    user = signed_in(request)
    form = MessageForm(request.POST if members is None and request.method == "POST" else None)
    if form.is_bound:
        said = form.attempt(lambda values: actions.post_message(author=user, room=shown, **values))
        if said:
            return redirect(shown)
    # First where the topic stands, then its rows: the socket brings what happens from there on.
    context = {"positions": positions([shown.topic]), "form": form, "member_form": members or MemberForm()}
    context |= _room_context(request, shown)
    return render(request, "chat/room.html", context, status=(members or form).status)


def _room_context(request: HttpRequest, shown: Room) -> dict[str, Any]:
    user = signed_in(request)
    older_than = request.GET.get("before")
    page = history.before(shown, None if older_than is None else number(older_than), history.PAGE_MESSAGES)
    place = shown.memberships.filter(user=user).first()
    members = list(access.members_in(shown)[:SHOWN_MEMBERS])
    return {
        "room": shown,
        "is_past": older_than is not None,
        "lines": lines(page.items, user, place.last_read if place and older_than is None else None),
        "more": page.more,
        "place": place,
        "owns": place is not None and place.role == Role.OWNER,
        "members": members,
        "member_count": shown.memberships.count(),
        "present": people_in(shown),
        "commands": [{"name": each.name, "title": str(each.title), "usage": each.usage} for each in commands()],
    }


@login_required
@require_POST
def join_room(request: HttpRequest, room_id: int) -> HttpResponse:
    user = signed_in(request)
    found = access.room_for(user, room_id)
    actions.join(user=user, room=found)
    return redirect(found)


@login_required
@require_POST
def leave_room(request: HttpRequest, room_id: int) -> HttpResponse:
    user = signed_in(request)
    actions.leave(user=user, room=access.room_for(user, room_id))
    return redirect("chat:index")


@login_required
@require_POST
def add_member(request: HttpRequest, room_id: int) -> HttpResponse:
    by = signed_in(request)
    found = access.room_for(by, room_id)
    access.require_owner(by, found)
    form = MemberForm(request.POST)
    added = form.attempt(lambda values: [actions.add_member(by=by, room=found, user=user_named(values["user"]))])
    return redirect(found) if added else _room_page(request, found, form)


@login_required
@require_POST
def remove_member(request: HttpRequest, room_id: int, user_id: int) -> HttpResponse:
    by = signed_in(request)
    found = access.room_for(by, room_id)
    actions.remove_member(by=by, room=found, user_id=user_id)
    return redirect(found)
