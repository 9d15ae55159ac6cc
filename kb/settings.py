"""Settings; whatever differs between machines is an environment variable.

The variables, their defaults and their meaning are listed in docs/settings.md.
"""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kb import env
from kb.logs import logging_config
from kb.unfold import UNFOLD  # noqa: F401  read by unfold

BASE_DIR = Path(__file__).resolve().parent.parent
KB_DATA_DIR = env.folder("KB_DATA_DIR", BASE_DIR / "var")

# ------------------------------------------------------------- security
DEBUG = env.flag("KB_DEBUG", default=False)
SECRET_KEY = env.secret_key("KB_SECRET_KEY", KB_DATA_DIR, debug=DEBUG)
KB_BASE_URL = env.text("KB_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("KB_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = KB_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [KB_BASE_URL]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    # The admin's own scripts (Alpine) need eval and inline styles; it is for staff.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
KB_UPLOAD_BYTES = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = KB_UPLOAD_BYTES

# ------------------------------------------------------------- applications
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "answers",
]
MIDDLEWARE = [
    "kb.middleware.request_id",
    "django.middleware.gzip.GZipMiddleware",
    "kb.middleware.conditional",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "kb.middleware.language_of_address",
    "django.middleware.common.CommonMiddleware",
    "kb.middleware.BoundedBody",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "kb.urls"
WSGI_APPLICATION = "kb.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# ------------------------------------------------------------- database
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{KB_DATA_DIR / 'dayi.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writer waits for its turn at BEGIN instead of failing halfway.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening one costs as much as a query
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------- search, cache
KB_SEARCH_URL = env.text("KB_SEARCH_URL", f"whoosh://{KB_DATA_DIR / 'index'}")
KB_SEARCH_CACHE_BYTES = env.number("KB_SEARCH_CACHE_MB", default=128, least=1) << 20
CACHES = {"default": env.cache("CACHE_URL", f"filecache://{KB_DATA_DIR / 'cache'}")}

# ------------------------------------------------------------- limits
KB_THROTTLE_ANON = env.rate("KB_THROTTLE_ANON", "60/min")
KB_THROTTLE_BOT = env.rate("KB_THROTTLE_BOT", "60/min")
KB_THROTTLE_LOGIN = env.rate("KB_THROTTLE_LOGIN", "10/min")
KB_THROTTLE_FEEDBACK = env.rate("KB_THROTTLE_FEEDBACK", "10/min")
KB_THROTTLE_CHANNEL = env.rate("KB_THROTTLE_CHANNEL", "60/min")
KB_THROTTLE_SENDER = env.rate("KB_THROTTLE_SENDER", "10/min")
# Trusted proxies in front; the caller's address is read from X-Forwarded-For then.
KB_PROXIES = env.number("KB_PROXIES", default=0)
KB_IMPORT_MAX_BYTES = env.number("KB_IMPORT_MAX_MB", default=64, least=1) << 20
KB_INGEST_MAX_BYTES = env.number("KB_INGEST_MAX_KB", default=2048, least=1) << 10

# ------------------------------------------------------------- language model
# An OpenAI-compatible server that may reword answers; off without an address.
KB_LLM_URL = env.text("KB_LLM_URL", "")
KB_LLM_MODEL = env.text("KB_LLM_MODEL", "")
KB_LLM_KEY = env.text("KB_LLM_KEY", "")
KB_LLM_SECONDS = env.number("KB_LLM_SECONDS", default=20, least=1)
KB_LLM_TOKENS = env.number("KB_LLM_TOKENS", default=500, least=16)

# ------------------------------------------------------------- privacy
# How long searches and page views are kept; None keeps none.
KB_ANALYTICS_DAYS = env.days("KB_ANALYTICS_DAYS", 90)

# ------------------------------------------------------------- mail
KB_MAIL_FROM = env.text("KB_MAIL_FROM", "")
vars().update(env.mail("EMAIL_URL", sender=KB_MAIL_FROM))

# ------------------------------------------------------------- webhooks
# Whether webhooks may go to addresses of this machine and its network.
KB_WEBHOOK_PRIVATE = env.flag("KB_WEBHOOK_PRIVATE", default=False)

# ------------------------------------------------------------- users
# Whether reviewers may publish what they wrote themselves; superusers always may.
KB_REVIEW_SELF = env.flag("KB_REVIEW_SELF", default=False)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it ends guessing
    "django.contrib.auth.backends.ModelBackend",
]
# A name is locked for the address that guesses; others may still log in to it.
AXES_FAILURE_LIMIT = env.number("KB_LOCKOUT_FAILURES", default=5, least=1)
AXES_COOLOFF_TIME = timedelta(
    minutes=env.number("KB_LOCKOUT_MINUTES", default=15, least=1)
)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "answers.web.errors.locked_out"
AXES_CLIENT_IP_CALLABLE = "answers.web.visitors.address_for_lockout"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
# Login tokens. One secret for all would let a cookie's signature pass for a token's.
KB_CLOCK_SKEW = env.number("KB_CLOCK_SKEW", default=30)
KB_REFRESH_LIFE = timedelta(days=env.number("KB_REFRESH_DAYS", default=14, least=1))
SIMPLE_JWT = {
    "SIGNING_KEY": sha256(f"answers.logins:{SECRET_KEY}".encode()).hexdigest(),
    "ACCESS_TOKEN_LIFETIME": timedelta(
        seconds=env.number("KB_TOKEN_TTL", default=1800, least=1)
    ),
    "REFRESH_TOKEN_LIFETIME": KB_REFRESH_LIFE,
    "LEEWAY": KB_CLOCK_SKEW,
}
LOGIN_REDIRECT_URL = "admin:index"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("KB_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# ------------------------------------------------------------- static files
STATIC_URL = "static/"
STATIC_ROOT = KB_DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "kb.staticfiles.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = True  # serves before the first collectstatic, too

# ------------------------------------------------------------- REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "answers.api.authentication.BearerAuthentication",
        "answers.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "answers.api.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Dayi 答疑 API",
    "DESCRIPTION": "Search expert answers by symptom, read them, say what helped.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "answers.api.schema.operations.describe",
    ],
    "AUTHENTICATION_WHITELIST": ["answers.api.authentication.BearerAuthentication"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = logging_config(level="DEBUG" if DEBUG else "INFO")
