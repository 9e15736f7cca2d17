"""Addresses of the pages of tasks."""

from django.urls import path

from tasks import views

app_name = "tasks"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<str:type_name>/", views.start, name="start"),
    path("<uuid:run_id>/", views.detail, name="detail"),
    path("<uuid:run_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:run_id>/retry/", views.retry, name="retry"),
    path("<uuid:run_id>/result/", views.result, name="result"),
    path("<uuid:run_id>/log.txt", views.log, name="log"),
]
