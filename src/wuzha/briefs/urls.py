from django.urls import path

from wuzha.briefs import views

app_name = "briefs"
urlpatterns = [
    path("", views.days, name="list"),
    path("today/", views.today, name="today"),
    path("<int:pk>/", views.brief, name="brief"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/figures/<slug:key>/", views.figure, name="figure"),
    path("<int:pk>/figures/<slug:key>/correct/", views.correct, name="correct"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/paper/", views.paper, name="paper"),
]
