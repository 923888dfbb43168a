"""Settings of a small Django project: one SQLite file, this application."""

import os

SECRET_KEY = "only for this example"
INSTALLED_APPS = ["club"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("CLUB_DB", "club.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},  # a writer locks at once, as SELECT … FOR UPDATE does elsewhere
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
