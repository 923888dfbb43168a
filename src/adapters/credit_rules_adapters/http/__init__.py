"""The engine over HTTP: JSON in and out, each request one transaction. `api(settings)` is an ASGI application."""

from credit_rules_adapters.http.app import api
from credit_rules_adapters.http.settings import Settings

__all__ = ["Settings", "api"]
