"""Pages of rooms. Names of rooms have no slash, so none of them meets an address of ours."""

from django.urls import path

from chat import views

app_name = "chat"
urlpatterns = [
    path("", views.index, name="index"),
    path("r/<int:room_id>/", views.private_room, name="private_room"),
    path("r/<int:room_id>/join/", views.join_room, name="join"),
    path("r/<int:room_id>/leave/", views.leave_room, name="leave"),
    path("r/<int:room_id>/members/", views.add_member, name="add_member"),
    path("r/<int:room_id>/members/<int:user_id>/remove/", views.remove_member, name="remove_member"),
    # A path, so that a name with a slash gets an answer which says what is wrong with it.
    path("<path:name>/", views.room, name="room"),
]
