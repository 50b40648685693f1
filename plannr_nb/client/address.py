"""Where requests go, and the token that may go there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, urlsplit

from plannr_nb.errors import ApiError

if TYPE_CHECKING:
    import httpx

__all__ = ["Secret", "is_loopback", "origin", "plain_address", "quoted"]


class Secret:
    """A token that signs a request and shows itself nowhere: no repr, no traceback with locals, no pickle."""

    __slots__ = ("_text",)

    def __init__(self, token: str) -> None:
        text = (token or "").strip()
        if not text:
            raise ApiError("no token; write token=, or set PLANNR_TOKEN and use PlannrClient.from_env()")
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ApiError("the token holds spaces, line breaks or letters no token has; copy it again")
        self._text = text

    def __call__(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {self._text}"
        return request

    def __repr__(self) -> str:
        return "<token>"

    def __reduce__(self) -> Any:
        raise TypeError("a token is not written anywhere; make a new client instead")


def plain_address(base_url: str) -> str:
    text = (base_url or "").strip().rstrip("/")
    if not text:
        raise ApiError(
            'no host; write the address of the API, such as "https://api.plannrcrm.com", or a sandbox\'s url'
        )
    for tail in ("/api/v1", "/api"):
        text = text.removesuffix(tail)
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ApiError("base_url is not an address; write it as https://host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ApiError("base_url holds more than a host; write it as https://host, and the token in token=")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ApiError(f"{parts.netloc} would get token and clients unencrypted; write https://")
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def quoted(uuid: object) -> str:
    return quote(str(uuid), safe="")


def is_loopback(hostname: str) -> bool:
    from ipaddress import ip_address

    if hostname == "localhost":
        return True
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
