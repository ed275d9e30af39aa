from django.urls import path

from wuzha.screening.views import public, verdicts

app_name = "screening"
urlpatterns = [
    path("", verdicts.verdicts, name="verdicts"),
    path("<int:pk>/", verdicts.verdict, name="verdict"),
    path("<int:pk>/reveal/<str:field>/", verdicts.reveal, name="reveal"),
]

# For everybody, at /check/.
public_patterns = [
    path("", public.check, name="check"),
    path("pictures/<str:code>/", public.picture, name="check_picture"),
    path("paid/", public.paid, name="check_paid"),
]
