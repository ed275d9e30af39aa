"""Every setting of the service, read once from the environment.

A wrong value stops the start with its name and a hint; settings that are wrong together
are found by the system checks in `wuzha.config.checks`.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from wuzha.config.logs import configuration


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:  # noqa: FBT001 (reads as a table row)
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return value in {"yes", "true", "1"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def secret(name: str) -> str:
    """The value itself, or the content of the file that NAME_FILE points to."""
    if path := text(f"{name}_FILE"):
        if not Path(path).is_file():
            raise ImproperlyConfigured(f"{name}_FILE points to {path}: no such file.")
        return Path(path).read_text("utf8").strip()
    return text(name)


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?option=…` or `sqlite:///file`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "wuzha.config.sqlite",
            "NAME": unquote(parts.path)[1:] or ":memory:",
            # Opening the file anew takes longer than most requests.
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE,
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with {parts.scheme!r}; use sqlite or postgresql."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "wuzha.config.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


# One writer at a time and told so at the start of the transaction: a deferred
# transaction that must upgrade its lock fails at once under load instead of waiting.
SQLITE: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        # Of each connection that stays open: one a thread.
        "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16384;"
        "PRAGMA temp_store=MEMORY;"
    ),
}

# The service refuses to start with it (wuzha.config.checks); tests and tools may.
UNSET_SECRET = "unset: give WUZHA_SECRET a random text of 32 characters or more"  # noqa: S105

HOME = Path(text("WUZHA_HOME", "var")).resolve()
DEMO = flag("WUZHA_DEMO", default=False)
DEBUG = flag("WUZHA_DEBUG", default=False)
# One process with threads is right for SQLite; PostgreSQL takes one for each core.
WEB_WORKERS = number("WUZHA_WEB_WORKERS", 1)
# Processes that remember what accounts did of late, to decide on transfers; 0: none.
DECISION_SHARDS = number("WUZHA_DECISION_SHARDS", 1)
LOG_LEVEL = text("WUZHA_LOG_LEVEL", "INFO").upper()
LOGGING = configuration(LOG_LEVEL)

# Signs sessions, seals personal data, keys the audit chain. Losing it loses the sealed
# data: back it up apart from the database.
SECRET_KEY = secret("WUZHA_SECRET") or UNSET_SECRET
# Older secrets, newest first: still open what they sealed, seal nothing new.
SECRET_KEY_FALLBACKS = [old for old in secret("WUZHA_OLD_SECRETS").split() if old]

# Its own machine may always ask, as a probe of /healthz does.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *text("WUZHA_HOSTS").split()]
CSRF_TRUSTED_ORIGINS = text("WUZHA_ORIGINS").split()
HTTPS = flag("WUZHA_HTTPS", default=False)
# How people reach the service from outside: links in notices begin with it.
PUBLIC_URL = text("WUZHA_URL").rstrip("/")
# Lets a monitoring system on another machine read /metrics; empty: this machine only.
METRICS_TOKEN = secret("WUZHA_METRICS_TOKEN")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = False  # The proxy in front redirects; /healthz stays plain.
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Whoever asks at /check/ takes no cookie home.
CSRF_COOKIE_AGE = None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = number("WUZHA_SESSION_HOURS", 12) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_MINUTES = number("WUZHA_IDLE_MINUTES", 60)
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Lowest floor first.
AREAS = [
    "privacy",
    "audit",
    "documents",
    "jobs",
    "ui",
    "organisation",
    "security",
    "notices",
    "clocks",
    "workplans",
    "transfers",
    "restrictions",
    "incidents",
    "returns",
    "earlywarnings",
    "monitoring",
    "screening",
    "accounts",
    "series",
    "decisions",
    "reports",
    "briefs",
    "home",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"wuzha.{area}" for area in AREAS),
    "wuzha.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wuzha.security.machines.MachineMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wuzha.security.sessions.SessionMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "wuzha.security.refusals.RefusalMiddleware",
]

FORM_RENDERER = "wuzha.ui.rendering.HouseForms"
ROOT_URLCONF = "wuzha.config.urls"
WSGI_APPLICATION = "wuzha.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wuzha.home.navigation.frame",
            ],
        },
    },
]

DATABASES = {
    "default": database(text("DATABASE_URL") or f"sqlite:///{HOME}/wuzha.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"django.contrib.auth.password_validation.{name}",
        "OPTIONS": options,
    }
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
# A password that an administrator gave out is good for this long.
GIVEN_PASSWORD_DAYS = number("WUZHA_GIVEN_PASSWORD_DAYS", 7)
# Deeds that cannot be undone ask again who is there after this long.
FRESH_MINUTES = number("WUZHA_FRESH_MINUTES", 10)
REVEALS_AN_HOUR = number("WUZHA_REVEALS_AN_HOUR", 60)

# Wrong passwords and codes lock the name for the address that they came from, in the
# database; a name alone cannot be locked from elsewhere to keep an officer out.
AXES_FAILURE_LIMIT = number("WUZHA_SIGN_IN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=number("WUZHA_LOCK_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "wuzha.security.views.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "wuzha.security.adapters.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "code", "credential"]
# How many proxies stand in front and add to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = number("WUZHA_PROXIES", 1 if HTTPS else 0)
ACCOUNT_ADAPTER = "wuzha.security.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "60/m/ip,30/10m/key",
    "reauthenticate": "20/m/user",
}
MFA_ADAPTER = "wuzha.security.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_TOTP_TOLERANCE = 1
# Shared by all processes: spent codes and counts of attempts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "security_cache",
    },
    # What strangers have spent: apart, for many of them would push the spent codes out;
    # in memory, for it is written nowhere. Each web process counts for itself.
    "strangers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "strangers",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
