from django.urls import path

from wuzha.workplans.views import items, plans, units

PLAN = "plans/<int:pk>/"
ITEM = "plans/items/<int:pk>/"

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.upload, name="plan_new"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}describe/", plans.describe, name="plan_describe"),
    path(f"{PLAN}original/", plans.original, name="plan_original"),
    path(f"{PLAN}accept/<slug:kind>/", plans.accept_kind, name="plan_accept"),
    path(f"{PLAN}items/new/", items.add, name="plan_item_new"),
    path(f"{PLAN}units/", units.units, name="plan_units"),
    path(f"{PLAN}units/<int:match>/", units.choose, name="plan_unit"),
    path(f"{ITEM}accept/", items.accept, name="plan_item_accept"),
    path(f"{ITEM}reject/", items.reject, name="plan_item_reject"),
    path(f"{ITEM}restore/", items.restore, name="plan_item_restore"),
    path(f"{ITEM}correct/", items.correct, name="plan_item_correct"),
    path(f"{ITEM}split/", items.split, name="plan_item_split"),
    path(f"{ITEM}join/", items.join, name="plan_item_join"),
]
