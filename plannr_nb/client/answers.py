"""Reading what the server answers, and saying what to do where it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plannr_nb.errors import NoAnswer, Refused

if TYPE_CHECKING:
    import httpx

__all__ = ["decoded", "last_page", "lost", "refusal", "retry_after_s", "rows_of"]

_ADVICE = {
    401: "the token was not accepted. Check that it is whole and has not expired (PLANNR_TOKEN, or token=); a new one "
    "is made in Plannr under Settings, Account Details, Personal Access Tokens",
    403: "this login may not do that in the account chosen. Check account_uuid against client.logins(), and that the "
    "login has write permission",
    404: "there is no such thing in this account. Check base_url, account_uuid and the uuid asked for",
    409: "what was asked for is in use or already under way. Wait a moment and look at it in Plannr",
    413: "the file is too large for one upload. Send it in parts",
    422: "the request was not acceptable",
    429: "too many requests. Plannr allows 500 a minute for each user; wait a minute and call again",
}


def refusal(response: httpx.Response, host: str) -> Refused:
    """The exception for an answer that says no, with advice. It quotes nothing of the answer but names of fields."""
    status = response.status_code
    try:
        body: Any = response.json()
    except ValueError:
        body = response.text
    if 300 <= status < 400:
        advice = "the server sends the request elsewhere, which is not followed. Check base_url"
    elif status >= 500:
        advice = "the server has a fault of its own. Try again later"
    else:
        advice = _ADVICE.get(status, "the request was refused")
    named = _fields_complained_of(body)
    about = f"; it complains of: {', '.join(named)}" if named else ""
    return Refused(f"{host} said no ({status}): {advice}{about}", status=status, body=body)


def lost(error: httpx.HTTPError, base_url: str, host: str) -> NoAnswer:
    """The exception for an answer that never came."""
    import httpx

    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        return NoAnswer(f"no server answers at {base_url}. Check the address, the network and the proxy")
    how = "in time" if isinstance(error, httpx.TimeoutException) else f"({type(error).__name__})"
    return NoAnswer(f"{host} gave no answer {how}; whether the request arrived is not known")


def decoded(response: httpx.Response, host: str) -> Any:
    try:
        return response.json()
    except ValueError:
        raise NoAnswer(f"{host} gave an answer that is not whole JSON; is base_url the address of the API?") from None


def rows_of(answer: Any) -> list[dict[str, Any]]:
    rows = answer.get("data", []) if isinstance(answer, dict) else answer
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def last_page(answer: Any, page: int, *, full: bool) -> int:
    """The number of the last page, from whichever of Laravel's hints is there, else from whether this one is full."""
    if not isinstance(answer, dict):
        return page
    meta = answer.get("meta")
    if isinstance(meta, dict) and str(meta.get("last_page", "")).isdigit():
        return int(meta["last_page"])
    links = answer.get("links")
    if isinstance(links, dict) and "next" in links:
        return page + 1 if links["next"] else page
    return page + 1 if full else page


def _fields_complained_of(body: Any) -> list[str]:
    """Names of the fields Plannr complains of. What it says of them may quote a cell, so it stays in the body."""
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, dict):
        return []
    names = [str(name) for name in errors]
    return [name for name in names if len(name) <= 60 and name.isprintable()][:10]


def retry_after_s(response: httpx.Response | None) -> float | None:
    if response is None:
        return None
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return float(text)
    if not text:
        return None
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
