"""The pages: Sales Admin and My account, made on the server, over the same store and service as the API."""

from credit_rules_adapters.web.app import application, pages

__all__ = ["application", "pages"]
