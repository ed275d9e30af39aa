from django.urls import path

from wuzha.screening.views import verdicts

app_name = "screening"
urlpatterns = [
    path("", verdicts.verdicts, name="verdicts"),
    path("<int:pk>/", verdicts.verdict, name="verdict"),
    path("<int:pk>/reveal/<str:field>/", verdicts.reveal, name="reveal"),
]
