from django.urls import path

from wuzha.home import views
from wuzha.home.api import urls as api
from wuzha.security.machines import ADDRESSES

urlpatterns = [
    # Asked by the hundred a second, so looked for first.
    path(ADDRESSES, api.mounted),
    path("", views.desk, name="desk"),
    path("board/", views.board, name="board"),
    path("board/<slug:key>/", views.board_orders, name="board_orders"),
    path("search/", views.search, name="search"),
    path("settings/", views.settings, name="settings"),
]
