from django.urls import path

from wuzha.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("seen/", views.see_all, name="see_all"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("channels/", views.own_channels, name="channels"),
    path("channels/all/", views.all_channels, name="all_channels"),
    path("channels/find/", views.find_owner, name="find_owner"),
    path("channels/people/<int:pk>/", views.channels_of_person, name="of_person"),
    path("channels/units/<int:pk>/", views.channels_of_unit, name="of_unit"),
    path("channels/<int:pk>/remove/", views.remove_channel, name="remove"),
    path("channels/<int:pk>/try/", views.try_channel, name="try"),
]
