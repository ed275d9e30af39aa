from django.urls import include, path

from wuzha.organisation.views.imports import import_patterns
from wuzha.screening.sheets import LABELS, LISTINGS, TEXTS
from wuzha.screening.views import (
    aloud,
    batches,
    drift,
    freezes,
    labels,
    listings,
    public,
    verdicts,
    versions,
)

app_name = "screening"
urlpatterns = [
    path("", verdicts.verdicts, name="verdicts"),
    path("import/", include(import_patterns(TEXTS))),
    path("files/<int:pk>/", batches.results, name="results"),
    path("files/<int:pk>/export/", batches.export, name="export_results"),
    path("<int:pk>/", verdicts.verdict, name="verdict"),
    path("<int:pk>/aloud/", aloud.aloud, name="aloud"),
    path("<int:pk>/reveal/<str:field>/", verdicts.reveal, name="reveal"),
    path("labels/", labels.queue, name="queue"),
    path("labels/import/", include(import_patterns(LABELS))),
    path("labels/files/<int:pk>/", labels.imported, name="imported_labels"),
    path("<int:pk>/label/", labels.label, name="label"),
    path("<int:pk>/take-back/", labels.take_back, name="take_back_label"),
    path("drift/", drift.drift, name="drift"),
    path("versions/", versions.versions, name="versions"),
    path("versions/train/", versions.train, name="train"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("versions/<int:pk>/use/", versions.put_in_force, name="put_in_force"),
    path("versions/<int:pk>/back/", versions.roll_back, name="roll_back"),
    path("lists/", listings.listings, name="listings"),
    path("lists/import/", include(import_patterns(LISTINGS))),
    path("lists/add/", listings.add_listing, name="add_listing"),
    path("lists/<int:pk>/remove/", listings.remove_listing, name="remove_listing"),
    path("appeals/", listings.appeals, name="appeals"),
    path("appeals/<int:pk>/", listings.appeal, name="appeal"),
]

# For everybody, at /check/.
public_patterns = [
    path("", public.check, name="check"),
    path("pictures/<str:code>/", public.picture, name="check_picture"),
    path("paid/", public.paid, name="check_paid"),
    path("keep/", public.keep, name="check_keep"),
    path("code/", public.code, name="check_code"),
    path("appeal/", public.appeal, name="check_appeal"),
    path("freeze/", freezes.complain, name="check_freeze"),
]
