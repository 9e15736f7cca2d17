from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from project.accounts.views import SignInView, choose_theme, enter_as_guest, session

urlpatterns = [
    path("login/", SignInView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("guest/", enter_as_guest, name="guest"),
    path("session/", session, name="session"),
    path("language/", set_language, name="set_language"),
    path("theme/", choose_theme, name="theme"),
]
