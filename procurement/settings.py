"""Settings: one file, chosen by environment variables; the embedded default needs none.

`EVENHAND_MODE` is `embedded` (one machine, SQLite, broker from a wheel; the default) or `production`.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

# The robustness annex multiplies small matrices: threads that wait for each other would cost more than they bring.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

MODE = env.str("EVENHAND_MODE", default="embedded")
if MODE not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"EVENHAND_MODE is 'embedded' or 'production', not '{MODE}'.")
PRODUCTION = MODE == "production"
DEBUG = env.bool("DEBUG", default=False)
TESTING_SECRET = "embedded-only-not-a-secret-" + "x" * 40
DATA_DIR = Path(env.str("EVENHAND_DATA", default=str(BASE_DIR / "var")))
SECRET_KEY = env.str("SECRET_KEY", default=TESTING_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEMO = env.bool("EVENHAND_DEMO", default=False)
if PRODUCTION and (SECRET_KEY == TESTING_SECRET or DEBUG or DEMO):
    raise ImproperlyConfigured("Production needs its own SECRET_KEY, and neither DEBUG nor EVENHAND_DEMO.")

POLICY_CONSULTATION_DAYS = env.int("POLICY_CONSULTATION_DAYS", default=0 if DEMO else 21)
if not DEMO and POLICY_CONSULTATION_DAYS < 1:
    raise ImproperlyConfigured("POLICY_CONSULTATION_DAYS is at least 1; 0 only with EVENHAND_DEMO.")

# Whether nothing is received while the kernel calls the clock not synchronised (core.uptime.clocks).
CLOCK_MUST_BE_SYNCHRONISED = env.bool("CLOCK_MUST_BE_SYNCHRONISED", default=PRODUCTION)
CLOCK_MOVES = DEMO  # whether `manage.py move_clock` works: never in production (core.clock_switch)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "template_partials.apps.SimpleAppConfig",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "core",
    "suppliers",
    "procurement.policies",
    "procurement.planning",
    "procurement.studies",
    "procurement.tenders",
    "procurement.bids",
    "procurement.evaluations",
    "procurement.reports",
    "procurement.opendata",
    "procurement.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.pages.bidi.HarmlessDirection",
    # Above whatever reads the database, so that the page of an outage has these headers, too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.RecordRefusals",
    "core.middleware.KeepNothing",
    "core.middleware.RequireSecondFactor",  # it says why in a message
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.LeadBack",  # inside the others: its page has the nonce
]

ROOT_URLCONF = "procurement.urls"
WSGI_APPLICATION = "procurement.wsgi.application"

# Both template libraries would rewrite the loaders from their default AppConfig; the order here is the one that works.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.evenhand",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.pages.context.page",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "core.pages.forms.Renderer"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'evenhand.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A file, so that races in tests are real: an in-memory database is shared with the live server's thread.
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_SQLITE", default=None) or None}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Short queries: compiling one takes longer than it saves; a search's hits in memory need no page to be read twice.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c work_mem=32MB")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without CACHE_URL the database is the cache; with it, it stands in while that one does not answer (core.cache).
CACHES: dict[str, dict[str, Any]] = {
    "database": {
        "BACKEND": "core.cache.DatabaseCache",
        "LOCATION": "django_cache",
        # The limits on signing in live here: at the framework's 300, tries from many places would push them out.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
CACHES["default"] = env.cache_url("CACHE_URL") if env.str("CACHE_URL", default="") else CACHES["database"]
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "core.cache.FailoverCache"
    limits = {"socket_connect_timeout": 1, "socket_timeout": 1}
    CACHES["default"]["OPTIONS"] = limits | CACHES["default"].get("OPTIONS", {})

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["core.accounts.adapter.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "core.accounts.passphrases.LongEnough",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "core.accounts.passphrases.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "core.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "core.accounts.forms.LoginForm",
    "reauthenticate": "core.accounts.forms.ConfirmationForm",
    "change_password": "core.accounts.forms.ChangeForm",
    "reset_password": "core.accounts.adapter.ResetForm",
    "reset_password_from_key": "core.accounts.forms.LinkForm",
}
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser; nobody is asked
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "core.accounts.adapter.FactorAdapter"
MFA_FORMS = {"authenticate": "core.accounts.forms.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# The library's table of addresses stays empty (core.accounts.adapter), so no address is verified in its sense.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_REQUIRED_ROLES = [] if DEMO else ["officer", "opener", "escrow", "auditor", "reviewer", "administrator"]

SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    if env.bool("BEHIND_TLS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else the limits on signing in would count the proxy as everybody
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "static/"
# Embedded: served where the finders find them; nothing is collected, so there is no folder to look for.
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles") if PRODUCTION else None)
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.pages.finders.FontFinder",
]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(DATA_DIR / "files"))
# Documents that people upload: a folder, or any storage of Django's kind that is installed.
DOCUMENTS_ROOT = env.str("DOCUMENTS_ROOT", default=str(DATA_DIR / "documents"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": {
        "BACKEND": env.str("DOCUMENTS_STORAGE", default="core.documents.storage.DocumentStorage"),
        "OPTIONS": env.json("DOCUMENTS_STORAGE_OPTIONS", default={}),
    },
}
# Drafts and sealed bids: a folder that belongs to one database, and the room on its disk that no upload takes.
BIDS_ROOT = env.str("BIDS_ROOT", default=str(DATA_DIR / "bids"))
BIDS_FREE_BYTES = env.int("BIDS_FREE_BYTES", default=500_000_000)
BIDS_SUPPLIER_BYTES = env.int("BIDS_SUPPLIER_BYTES", default=10_000_000_000)
# A virus scanner that speaks clamd's protocol at a socket of this machine (`unix:/run/clamd.sock`); none by default.
SCANNER = env.str("SCANNER", default="")
# The key that signs: made at the first start in its folder, or the file that is named. Never in the database.
KEYS_FOLDER = str(DATA_DIR / "keys")
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", default="")
FILE_UPLOAD_HANDLERS = ["core.uploads.Refuse"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a list of requirements is one form

# A mail resets a passphrase: only on one machine of one's own may it be printed.
globals().update(env.email("EMAIL_URL", default="dummymail://" if PRODUCTION else "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")
SITE_URL = env.str(
    "SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://localhost:8000"
).rstrip("/")

# Draws of the robustness annex: a share is then within a percentage point of the truth, 19 times in 20.
ROBUSTNESS_DRAWS = 10_000

# A job whose worker vanished is free after the lease; every worker looks for such jobs this often.
JOB_LEASE_SECONDS = 60
JOB_SWEEP_SECONDS = 30
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ROUTES = ("core.queues.route",)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    # A visitor must not wait for a dead broker: one more try at once, where kombu would sleep for 2 s.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "socket_timeout": 5,
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.rest.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "core.rest.framework.HasSecondFactor"],
    "DEFAULT_RENDERER_CLASSES": ["core.rest.framework.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.rest.framework.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.rest.framework.problem",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,  # there is one format, so `format` is no parameter
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Evenhand",
    "DESCRIPTION": "Tenders, evaluations and review reports of a city, as its pages show them.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.rest.openapi.with_problems",
        "procurement.web.docs.examples.with_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "TenderState": "procurement.tenders.states.TenderState.values",
        "EvaluationState": "procurement.evaluations.states.EvaluationState.values",
        "JobState": "core.models.JobState.values",
        "BidState": "procurement.bids.states.BidState.values",
        "OpenedPart": "procurement.bids.states.OpeningPart.values",
        "KeyOrigin": "procurement.bids.models.KeyOrigin.values",
        "TenderOrigin": "procurement.tenders.models.Origin.values",
        "Role": "core.models.Role.values",
        "CriterionKind": "procurement.tenders.models.CriterionKind.values",
        "FormulaKind": ["points", "index", "money"],
        "KindOfAmendment": "procurement.tenders.states.AmendmentKind.values",
        "StateOfAmendment": "procurement.tenders.states.AmendmentState.values",
        "StateOfQuestion": "procurement.tenders.states.ClarificationState.values",
        "CancellationCode": ["noDemand", "unFixable", "forceMajeure", "expensesCut"],
        "ActOfFact": "suppliers.models.VersionAct.values",
        "KindOfFact": ["declaration", "certificate", "capability", "policy", "person"],
        "SupplierRole": "suppliers.models.MemberRole.values",
        "SupplierSize": "suppliers.models.Size.values",
        "StatedSize": ["micro", "small", "medium", "large"],
    },
    "ENFORCE_NON_BLANK_FIELDS": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
# Days for which the security log keeps its events, 90 at least; `manage.py shorten_security_log` removes older ones.
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=365)

REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTO_REFRESH": False}

DEFAULT_EXCEPTION_REPORTER = "core.fault_reports.FaultReporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.fault_reports.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
