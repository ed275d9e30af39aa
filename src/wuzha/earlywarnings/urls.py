from django.urls import path

from wuzha.earlywarnings.views import cases

urlpatterns = [
    path("warnings/<int:pk>/", cases.dissuasion, name="dissuasion"),
]
