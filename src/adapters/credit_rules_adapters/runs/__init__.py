"""The bulk run over a store: found by the bulk kernel, decided and recorded account by account through the service."""

from credit_rules_adapters.runs.running import Out, Ran, RunDiffers, RunDisagrees, carry_out, preview

__all__ = ["Out", "Ran", "RunDiffers", "RunDisagrees", "carry_out", "preview"]
