"""Answers that are not a yes, each with what is known of its wording."""

from __future__ import annotations

from typing import Any

__all__ = ["Answer"]


class Answer(Exception):  # noqa: N818  (most are ordinary answers, and all are sent)
    """Ends a request with a status and a JSON body."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: dict[str, list[str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"message": message}
        if errors:
            self.body["errors"] = errors

    @classmethod
    def unauthenticated(cls) -> Answer:
        """Documented: /operation/operation-postapiv2valuationsbulk."""
        return cls(401, "Unauthenticated.")

    @classmethod
    def forbidden(cls) -> Answer:
        """Inferred: Laravel's sentence for a refused policy."""
        return cls(403, "This action is unauthorized.")

    @classmethod
    def no_account(cls) -> Answer:
        """Our choice: the guide says that an error is raised without the header, not which."""
        return cls(403, "The X-PLANNR-ACCOUNT-UUID header is required.")

    @classmethod
    def not_found(cls, what: str) -> Answer:
        """Inferred: Laravel's sentence for a record that is not there."""
        return cls(404, f"No query results for model [{what}].")

    @classmethod
    def conflict(cls, message: str) -> Answer:
        """Status documented for plans that are being deleted; for imports our choice."""
        return cls(409, message)

    @classmethod
    def invalid(cls, errors: dict[str, list[str]]) -> Answer:
        """Inferred: the form of Laravel, whose sentence the import pages quote."""
        first, *others = [sentence for sentences in errors.values() for sentence in sentences]
        more = f" (and {len(others)} more error{'s' * (len(others) > 1)})" if others else ""
        return cls(422, first + more, errors)

    @classmethod
    def bad_query(cls, what: str, asked: str, allowed: list[str]) -> Answer:
        """Our choice: a parameter Plannr may ignore is refused here, so that a misspelt filter is noticed."""
        return cls(400, f"Requested {what}(s) `{asked}` are not allowed. Allowed {what}(s) are `{', '.join(allowed)}`.")

    @classmethod
    def too_many(cls, retry_after_s: int) -> Answer:
        """Status documented with the limit; sentence and header inferred from Laravel."""
        return cls(429, "Too Many Attempts.", headers={"Retry-After": str(retry_after_s)})

    @classmethod
    def unavailable(cls) -> Answer:
        """Inferred: Laravel's sentence while an application is down."""
        return cls(503, "Service Unavailable")
