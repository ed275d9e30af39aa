from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "wuzha.config"

    def ready(self) -> None:
        from wuzha.config import checks  # noqa: F401 (registers the system checks)
