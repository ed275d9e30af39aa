from django.urls import path

from wuzha.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("alerts/", views.alerts, name="alerts"),
    path("<int:pk>/", views.decision, name="decision"),
    path("<int:pk>/end/", views.end_hold, name="end_hold"),
]
