from django.urls import path

from wuzha.series.views import marks, rounds, series

app_name = "series"
urlpatterns = [
    path("", series.every_series, name="list"),
    path("round/", rounds.going_round, name="round"),
    path("regroup/", series.regroup, name="regroup"),
    path("of/<int:pk>/", series.of_incident, name="of_incident"),
    path("<int:pk>/", series.one_series, name="series"),
    path("<int:pk>/name/", series.name, name="name"),
    path("<int:pk>/follow/", series.follow, name="follow"),
    path("<int:pk>/unfollow/", series.unfollow, name="unfollow"),
    path("<int:pk>/merge/", series.merge, name="merge"),
    path("<int:pk>/split/", series.split, name="split"),
    path("<int:pk>/ignore/<str:kind>/<str:key>/", marks.ignore, name="ignore"),
    path("rulings/<int:pk>/take-back/", series.take_back, name="take_back"),
    path("marks/", marks.ignored_marks, name="marks"),
    path("marks/<int:pk>/heed/", marks.heed, name="heed"),
]
