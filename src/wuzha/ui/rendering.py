"""Every `{{ form }}` and every `{{ form.field.as_field_group }}` in the house style."""

from django.forms.renderers import DjangoTemplates


class HouseForms(DjangoTemplates):
    """`FORM_RENDERER = "wuzha.ui.rendering.HouseForms"`."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
