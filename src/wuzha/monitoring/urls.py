from django.urls import path

from wuzha.monitoring.views import hits, runs

app_name = "monitoring"
urlpatterns = [
    path("", hits.hits, name="hits"),
    path("export/", hits.export, name="export"),
    path("<int:pk>/", hits.hit, name="hit"),
    path("<int:pk>/confirm/", hits.confirm, name="confirm"),
    path("<int:pk>/dismiss/", hits.dismiss, name="dismiss"),
    path("<int:pk>/take-back/", hits.take_back, name="take_back"),
    path("<int:pk>/holder/", hits.holder, name="holder"),
    path("raised/<int:pk>/incident/", hits.open_incident, name="open_incident"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.new, name="new_run"),
    path("runs/<int:pk>/", runs.run, name="run"),
]
