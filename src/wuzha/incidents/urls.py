from django.urls import path

from wuzha.incidents.views import freezes, incidents, stop_payments

urlpatterns = [
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("stop-payments/<int:pk>/", stop_payments.stop_payment, name="stop_payment"),
    path("freezes/<int:pk>/", freezes.freeze, name="freeze"),
]
