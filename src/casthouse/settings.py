"""Settings, read once from the environment; nothing else reads it.

`CASTHOUSE_HOME` is the folder for the embedded store, its secret key and received files; `CASTHOUSE_DATABASE_URL`
selects the store. See docs/operating/configuration.md.
"""

import contextlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import font_source_sans_pro
from platformdirs import user_data_path

PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("CASTHOUSE_HOME") or user_data_path("casthouse")).absolute()
DEBUG = os.environ.get("CASTHOUSE_DEBUG", "") == "1"
SQLITE_SYNCHRONOUS = os.environ.get("CASTHOUSE_SQLITE_SYNCHRONOUS", "FULL").upper()


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can read."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key() -> str:
    """Return the key that signs sessions: from the environment, or kept in a file of its own."""
    given = os.environ.get("CASTHOUSE_SECRET_KEY")
    if given:
        return given
    file = private_folder(HOME) / "secret-key"
    if not file.exists():
        draft = file.with_name(f"secret-key.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first: its key, whole, is there
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


def sqlite_database(path: str) -> dict[str, object]:
    """Return Django's settings for an embedded store: one writer at a time, durable at each commit."""
    if SQLITE_SYNCHRONOUS not in {"FULL", "NORMAL", "EXTRA"}:
        sys.exit("CASTHOUSE_SQLITE_SYNCHRONOUS: expected FULL, NORMAL or EXTRA")
    if path != ":memory:":
        private_folder(Path(path).absolute().parent)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 120,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS}; "
                "PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def postgresql_database(url: str) -> dict[str, object]:
    """Return Django's settings for a PostgreSQL server named by a URL; a socket folder may stand in `?host=`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(options.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def database(url: str | None) -> dict[str, object]:
    """Return Django's settings for the store that the URL names."""
    if not url:
        return sqlite_database(str(HOME / "casthouse.sqlite3"))
    if url.startswith("sqlite:///"):
        return sqlite_database(url.removeprefix("sqlite:///") or ":memory:")
    if url.startswith(("postgresql:", "postgres:")):
        return postgresql_database(url)
    sys.exit("CASTHOUSE_DATABASE_URL: expected sqlite:///path or postgresql://user:password@host:port/name")


def public_url(text: str) -> str:
    """Return the address under which people reach the pages, without a slash at its end."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not text.isprintable() or " " in text:
        sys.exit("CASTHOUSE_PUBLIC_URL: expected an address such as https://coc.example.org")
    return text.rstrip("/")


def mail_security(text: str) -> tuple[bool, bool]:
    """Return whether the mail server is asked for TLS after the greeting, and whether it speaks TLS from the start."""
    if text not in {"starttls", "tls", "none"}:
        sys.exit("CASTHOUSE_MAIL_SECURITY: expected starttls, tls or none")
    return text == "starttls", text == "tls"


def one_of(environment: str, other: str) -> None:
    """Let only one of two settings be given, since the one would silently outdo the other."""
    if os.environ.get(environment) and os.environ.get(other):
        sys.exit(f"{environment} and {other}: expected only one of the two")


SECRET_KEY = secret_key()
one_of("CASTHOUSE_KEY_FILE", "CASTHOUSE_KEY_PASSPHRASE")
SIGNING_KEY_FILE = os.environ.get("CASTHOUSE_KEY_FILE", "")  # empty: `key-file` in the data folder
SIGNING_KEY_PASSPHRASE = os.environ.get("CASTHOUSE_KEY_PASSPHRASE", "")
PKCS11_MODULE = os.environ.get("CASTHOUSE_PKCS11_MODULE", "")
PKCS11_TOKEN = os.environ.get("CASTHOUSE_PKCS11_TOKEN", "")
PKCS11_PIN = os.environ.get("CASTHOUSE_PKCS11_PIN", "")
SIGNING_KEY_PASSPHRASE_NEW = os.environ.get("CASTHOUSE_KEY_PASSPHRASE_NEW", "")  # of `casthouse key rewrap`

ALLOWED_HOSTS = [
    h for h in os.environ.get("CASTHOUSE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h
]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CASTHOUSE_TRUSTED_ORIGINS", "").split(",") if o]
DATABASES = {"default": database(os.environ.get("CASTHOUSE_DATABASE_URL"))}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",  # for the files of the page that describes the API
    "casthouse.storage",
    "casthouse.web",
]
# What a page may load; pictures may stand in it: the code to scan when a second factor is set up.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

MIDDLEWARE = [
    "casthouse.web.api.problem.ProblemAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casthouse.web.security.SecurityHeaders",
    "casthouse.web.refusal_page.RefusalPages",
]
ROOT_URLCONF = "casthouse.web.urls"
WSGI_APPLICATION = "casthouse.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casthouse.web.navigation.navigation",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "casthouse.web.account_adapter.ClosedAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    PACKAGE / "web" / "static",
    ("typeface", Path(font_source_sans_pro.__file__).parent / "files"),
]
STATIC_ROOT = None  # nothing is collected: whitenoise takes the files from where they are
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 86_400  # pages ask for them with our version in the address

PUBLIC_URL = public_url(os.environ.get("CASTHOUSE_PUBLIC_URL", "http://127.0.0.1:8000"))
EMAIL_HOST = os.environ.get("CASTHOUSE_MAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "casthouse.service.mail.PrintedMail"
)
EMAIL_PORT = int(os.environ.get("CASTHOUSE_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("CASTHOUSE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CASTHOUSE_MAIL_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = mail_security(os.environ.get("CASTHOUSE_MAIL_SECURITY", "starttls"))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("CASTHOUSE_MAIL_FROM", "casthouse@localhost")

FILES_FOLDER = HOME / "files"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
PROJECTION_ROWS_MIN = int(os.environ.get("CASTHOUSE_PROJECTION_ROWS_MIN", "10000"))
UPLOAD_SIZE_MAX = int(os.environ.get("CASTHOUSE_UPLOAD_MAX_BYTES", str(1 << 30)))
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 << 20
FILE_UPLOAD_HANDLERS = [
    "casthouse.web.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # gone with the browser's session: a visitor is not known again by it
PROXIES = int(os.environ.get("CASTHOUSE_PROXIES", "0"))  # of our own, before us; each adds the address it saw
HTTPS_ONLY = os.environ.get("CASTHOUSE_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS_ONLY else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
