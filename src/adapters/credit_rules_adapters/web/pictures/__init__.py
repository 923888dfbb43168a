"""Pictures of credit as SVG, made on the server from the core's states; each has its figures as a table beside it."""

from credit_rules_adapters.web.pictures.flowing import Flow, credit_flow, flows
from credit_rules_adapters.web.pictures.paying import what_expires, what_paid, where_credit_went
from credit_rules_adapters.web.pictures.picture import Picture

__all__ = ["Flow", "Picture", "credit_flow", "flows", "what_expires", "what_paid", "where_credit_went"]
