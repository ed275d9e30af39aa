from django.urls import path

from wuzha.home import views
from wuzha.home.api import urls as api

urlpatterns = [
    path("", views.desk, name="desk"),
    path("api/v1/", api.mounted),
]
