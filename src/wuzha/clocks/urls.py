from django.urls import path

from wuzha.clocks import views

app_name = "clocks"
urlpatterns = [
    path("workdays/", views.years, name="years"),
    path("workdays/move/", views.move, name="move"),
    path("workdays/<int:year>/", views.year, name="year"),
    path("workdays/<int:year>/notice/", views.notice, name="notice"),
    path("workdays/<int:year>/undo/<int:version>/", views.undo, name="undo"),
]
