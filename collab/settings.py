"""Settings of the project. Whatever differs between installations comes from `environment`."""

import hashlib
import os
from typing import Any

from csp.constants import NONCE, NONE, SELF

from documents.store import sqlite

from . import environment, oidc

BASE_DIR = environment.BASE_DIR

try:
    ENVIRONMENT = environment.read(os.environ)
    _PROVIDER = oidc.read(os.environ)
except environment.EnvironmentFault as fault:
    raise SystemExit(f"collab: {fault}") from None

# What is running ---------------------------------------------------------------------------

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
PUBLIC_URL = ENVIRONMENT.origin
VAR_DIR = ENVIRONMENT.var_dir
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies

INSTALLED_APPS = [
    # First, so that their commands come before those of the same name below.
    "collab",
    "documents",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "collab.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "documents.web.account.middleware.account_middleware",
]

ROOT_URLCONF = "collab.urls"
ASGI_APPLICATION = "collab.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Where things are kept ---------------------------------------------------------------------


def _database() -> dict[str, Any]:
    """SQLite that survives a power cut, or PostgreSQL through psycopg's own pool."""
    if ENVIRONMENT.database["ENGINE"] == environment.SQLITE:
        options: dict[str, Any] = {
            # A reader that becomes a writer later would fail at once instead of waiting.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            "factory": sqlite.Connection,
        }
        # To open the file again for each handshake would take as long as the handshake's queries.
        alive: dict[str, Any] = {"CONN_MAX_AGE": None}
    else:
        # Some ten threads of a process ask at a time. Giving up on a lost server soon means to be
        # back soon: the pool would wait longer and longer between attempts.
        pool = {"min_size": 1, "max_size": 20, "timeout": 5, "reconnect_timeout": 2}
        options = {
            "pool": pool,
            # A commit is always the same few statements, whatever is in it: read and planned once
            # (`plan_cache_mode`, below: else they would be planned for each number of rows).
            "prepare_threshold": 5,
            "connect_timeout": 5,
            # A process that is stopped within a commit, or a machine that is cut off, holds a
            # document's lock: others wait this long for it, instead of for its return.
            # One that is cut off between the last two messages of a commit leaves the server
            # waiting for more, which no timeout of a transaction ends: it notices in 20 s.
            "options": "-c plan_cache_mode=force_generic_plan"
            " -c idle_in_transaction_session_timeout=5s -c tcp_keepalives_idle=10"
            " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2",
            # A server that vanished says nothing: notice it within some 20 seconds.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 2,
            "tcp_user_timeout": 20_000,
        }
        # A pooled connection is checked before use: after a restart of PostgreSQL all are stale.
        alive = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    options |= ENVIRONMENT.database.get("OPTIONS", {})
    return ENVIRONMENT.database | alive | {"OPTIONS": options}


def _channel_layer() -> dict[str, Any]:
    if not ENVIRONMENT.redis_url:
        return {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    layer_key = hashlib.sha256(b"collab.channel-layer:" + SECRET_KEY.encode()).hexdigest()
    return {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [ENVIRONMENT.redis_url],
            "prefix": "collab",
            "symmetric_encryption_keys": [layer_key],
        },
    }


def _cache() -> dict[str, Any]:
    if not ENVIRONMENT.redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "collab.cache.FallibleRedisCache",
        "LOCATION": ENVIRONMENT.redis_url,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CHANNEL_LAYERS = {"default": _channel_layer()}
CACHES = {"default": _cache()}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Read by the application alone, which asks for the right: never below a served folder.
    "collab_images": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "images",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

# Served by the application, out of the installed packages: nothing to collect, nothing to forget
# between an upgrade and a restart. A proxy in front may cache them.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
# The name of a chunk is a digest of its content.
WHITENOISE_IMMUTABLE_FILE_TEST = "^/static/collab_documents/chunks/"

# Mail: none goes out without a server ---------------------------------------------------------

_MAIL = ENVIRONMENT.mail
EMAIL_BACKEND = _MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = _MAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _MAIL.get("EMAIL_FILE_PATH")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

# Who is there ------------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
SIGN_UP = ENVIRONMENT.sign_up
SIGN_UP_DOMAINS = ENVIRONMENT.sign_up_domains
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

# Signing in elsewhere, where the environment names a provider (see `collab.oidc`).
OIDC_NAME = _PROVIDER.name if _PROVIDER else ""
if _PROVIDER:
    INSTALLED_APPS += oidc.APPS
    MIDDLEWARE.insert(-1, oidc.MIDDLEWARE)
    AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", oidc.BACKEND]
    SOCIALACCOUNT_PROVIDERS = _PROVIDER.as_setting()
    # Passwords, sign-up and mail are our own pages.
    SOCIALACCOUNT_ONLY = True
    ACCOUNT_EMAIL_VERIFICATION = "none"
    SOCIALACCOUNT_ADAPTER = "collab.accounts.provider.Adapter"
    SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    # A form could not lead there: the content security policy keeps forms on this site.
    SOCIALACCOUNT_LOGIN_ON_GET = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.origins

# What browsers are told --------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

if ENVIRONMENT.https:
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

# HSTS for other host names of the domain is their owner's decision, not this server's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        # 'self' covers websockets in today's browsers only; older ones need them named.
        "connect-src": [SELF, *ENVIRONMENT.websocket_origins],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The app -----------------------------------------------------------------------------------

COLLAB = ENVIRONMENT.collab
if not ENVIRONMENT.throttle:
    COLLAB = COLLAB | {"LIMITS": COLLAB.get("LIMITS", {}) | {"THROTTLE": False}}

# The app's views bring their own policies; only how often they may be asked is settable.
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
if not ENVIRONMENT.throttle:
    REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(
        ("collab-read", "collab-write", "collab-schema")
    )
SPECTACULAR_SETTINGS = {
    "TITLE": "collab",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "GivenRoleEnum": "documents.access.GIVEN_ROLES",
        "LinkRoleEnum": "documents.access.LINK_ROLES",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# What is written down: who came and went and what was refused, never content or credentials --

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "redact": {"()": "collab.redaction.RedactSecrets"},
        "outage": {"()": "collab.layer_noise.SaidByTheRelay"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redact"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": [], "propagate": True},
        "channels_redis.pubsub": {"filters": ["outage"]},
    },
}
