"""A task's page: the form, the preview as it is typed, and carrying it out once, as it was seen."""

from __future__ import annotations

import secrets
from functools import partial
from http import HTTPStatus
from typing import Any

from attrs import frozen
from litestar import Response

from credit_rules import Outcome, fold
from credit_rules_adapters.access.permits import NotPermitted, asked_by, may_ask
from credit_rules_adapters.access.waiting import Approval
from credit_rules_adapters.asking import Request
from credit_rules_adapters.http.problems import of_refusal
from credit_rules_adapters.http.settings import Settings
from credit_rules_adapters.refusals import IdempotencyKeyReused, Refusal, StalePlan
from credit_rules_adapters.text.rejections import describe
from credit_rules_adapters.web.asking import Asked, Form, day, identifier, whole_number
from credit_rules_adapters.web.tasks.previewing import Difference, Preview, difference, plan_of, preview
from credit_rules_adapters.web.tasks.task import Task
from credit_rules_adapters.web.templating import path_to, see_other, show

CHANGED = "You changed something after the preview. This is what it would do now."
_SENT_BEFORE = "This form was sent before, with something else in it. Look at the preview, and send it once more."
_NOTHING = "Nothing would change, so nothing was recorded."


def begin(request: Asked, task: Task) -> Response[Any]:
    """Show a task's form; where there is nothing to fill in, with its preview.

    :raises NotPermitted: the role does not allow it
    """
    return _Sheet(request, task, Form(dict(request.query_params))).begin()


def work(request: Asked, task: Task, form: Form) -> Response[Any]:
    """Preview what was typed, or carry out what was previewed.

    :raises NotPermitted: the role does not allow it
    """
    return _Sheet(request, task, form).work()


@frozen
class _Sheet:
    """One form of a task, as it is filled in by somebody."""

    request: Asked
    task: Task
    form: Form

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    def begin(self) -> Response[Any]:
        self._demand()
        shown = self._preview() if self.task.is_ready or self.form.typed else None
        self.form.mistakes.clear()  # nothing was typed yet
        return self._page(shown)

    def work(self) -> Response[Any]:
        self._demand()
        asked = self._request()
        if asked is None:
            return self._page(None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if self.form.text("do") != "carry_out" or asked.key is None:
            return self._page(self._preview())
        if self.form.text("plan") != plan_of(asked):
            return self._page(self._preview(), notice=CHANGED)
        answer = self.settings.approvals.carry_out(self.request.user, asked)
        if isinstance(answer, Approval):
            return see_other(path_to("accounts", answer.account, "approvals", str(answer.number)))
        return fold(answer.result, partial(self._done, answer.version), partial(self._refused, asked, answer.version))

    def _demand(self) -> None:
        caller = self.request.user
        if not may_ask(caller, self.task.kind):
            raise NotPermitted(f"This is not for the role {caller.role}.")

    def _request(self) -> Request | None:
        """Return what the form asks for; None where it was not understood."""
        command = self.task.read(self.form)
        on = self.form.read("on", day, None)
        seen = self.form.read("seen", whole_number, None)
        key = self.form.read("key", identifier, None)
        if not self.form.understood:
            return None
        return asked_by(self.request.user, self.task.account, command, on=on, seen=seen, key=key)

    def _preview(self) -> Preview | None:
        try:
            asked = self._request()
            return None if asked is None else preview(self.settings, asked)
        except ValueError as error:  # what was typed fits no state: a lot that ends before it begins
            self.form.mistakes["form"] = str(error)
            return None

    def _done(self, version: int, outcome: Outcome) -> Response[Any]:
        if not outcome.effects:
            return self._page(self._preview(), notice=_NOTHING)
        return see_other(f"{self.task.done}?done={version}")

    def _refused(self, asked: Request, version: int, refusal: Refusal) -> Response[Any]:
        """Show the form as it was typed, and why it was refused; with a new key, for the old one has its answer.

        Where somebody was faster, which may be why, what they did is shown beside what had been seen.
        """
        now, status = self._preview(), of_refusal(refusal).status
        if isinstance(refusal, IdempotencyKeyReused):
            return self._page(now, status=status, notice=_SENT_BEFORE)
        is_stale = asked.seen is not None and asked.seen < version
        return self._page(
            now,
            status=status,
            refusal="" if isinstance(refusal, StalePlan) else describe(refusal),
            since=difference(self.settings, asked, asked.seen or 0) if is_stale else None,
        )

    def _page(
        self,
        shown: Preview | None,
        *,
        status: int = HTTPStatus.OK,
        notice: str = "",
        refusal: str = "",
        since: Difference | None = None,
    ) -> Response[Any]:
        is_part = "hx-request" in self.request.headers
        return show(
            self.request,
            "preview.html" if is_part else self.task.template,
            status=status,
            task=self.task,
            form=self.form,
            preview=shown,
            notice=notice,
            refusal=refusal,
            since=since,
            key=secrets.token_urlsafe(16),
            **self.task.more(self.form),
        )
