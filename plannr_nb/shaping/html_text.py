"""HTML as the text it shows: what an old system's editor wrote into notes, read by the standard library's parser."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from html.parser import HTMLParser

__all__ = ["HTML", "text_of_html"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html li main nav ol p pre section table tbody tfoot thead tr ul"
)
_INLINE = _words(
    "a abbr acronym b bdi bdo big br cite code del dfn em font i img ins kbd label link mark meta q s samp small span "
    "strike strong sub sup td th time tt u var"
)
# Names in front of a colon are those that Word and Outlook make up.
_TAGS = "|".join(sorted(_BLOCKS | _INLINE, key=len, reverse=True)) + "|[ovwm]:[a-z]+|st1:[a-z]+"
# Written without \s, \b and look-around, so that Arrow can look through a whole column.
_GAP = r"[ \t\r\n\f]"
_TAG = rf"</?(?:{_TAGS})(?:(?:{_GAP}|/)[^<>]*)?>"
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_MARKUP = r"<!--.*?-->|<!doctype[^<>]*>|<!\[[^<>]*>|<\?[^<>]*>"
# What may be HTML, for a whole column at once.
HTML = rf"(?is){_TAG}|{_MARKUP}|<(?:head|script|style|title|xml)(?:{_GAP}|>)|{_ENTITY}"

_IS_TAG = re.compile(rf"<(?P<slash>/?)(?P<name>{_TAGS})(?:(?:{_GAP}|/)[^<>]*)?>", re.I)
# Never shown. One that is not closed is no reason to lose the rest of the text.
_HIDDEN = re.compile(rf"<(head|script|style|title|xml)(?:\s[^<>]*)?>.*?</\1\s*>|{_MARKUP}", re.I | re.S)
_IS_ENTITY = re.compile(_ENTITY)
_BARE_AND = re.compile(rf"&(?!{_ENTITY[1:]})")
_BREAKS = re.compile(r"<(?:br|p|div|li|tr|ul|ol|table|h[1-6])[\s/>]", re.I)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def text_of_html(cell: str, *, lines: bool = True) -> str:
    """The text that HTML shows; text without HTML comes back as it is.

    Line breaks, paragraphs, list items and rows of tables become lines, and a link keeps its address behind it. Only
    tags that HTML has are taken for such: ``BP <140`` and ``Ann <ann@example.com>`` stay. What was escaped twice is
    read twice. The text of scripts and styles, which nobody sees, is left out.

    Parameters
    ----------
    lines
        Keep the lines; else everything stands in one.

    Examples
    --------
    >>> print(text_of_html("<p>Met <b>Ann</b> &amp; Bob</p><ul><li>fees<li><a href='https://example.org'>form</a></ul>"))
    Met Ann & Bob
    <BLANKLINE>
    - fees
    - form (https://example.org)
    >>> text_of_html("Fees < 1% & rising")
    'Fees < 1% & rising'
    """
    text = cell
    while (read := _read_once(text)) != text:
        text = read
    return text if lines or text == cell else _LINES.sub(" ", text).strip()


def _read_once(cell: str) -> str:
    shown = _HIDDEN.sub("", cell) if "<" in cell else cell
    end = 0
    reader = None
    for tag in _IS_TAG.finditer(shown):
        # A line end in HTML is a space, unless nothing else in the text ends lines.
        reader = reader or _Reader(keeps_lines=not _BREAKS.search(shown))
        reader.add(shown[end : tag.start()])
        reader.take(tag["slash"], tag["name"].lower(), tag[0])
        end = tag.end()
    if reader is None:
        return _plain(shown)
    reader.add(shown[end:])
    return reader.finish()


def _plain(text: str) -> str:
    return _IS_ENTITY.sub(_character, text) if "&" in text else text


def _character(entity: re.Match[str]) -> str:
    name = entity[0][1:]
    text = unescape(entity[0]) if name[0] == "#" else html5.get(name, entity[0])
    readable = (text and text.isprintable()) or text in ("\u00a0", "\u00ad", "\n", "\r", "\t", "\u200b")
    return text.replace("\u00a0", " ") if readable and "\ufffd" not in text else entity[0]


class _Reader:
    """Gathers the text that is shown. A line break is owed until something stands behind it."""

    def __init__(self, *, keeps_lines: bool) -> None:
        self.keeps_lines = keeps_lines
        self.parts: list[str] = []
        self.owed = 0
        self.in_row = False
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []

    def add(self, text: str) -> None:
        text = _plain(text)
        if not self.keeps_lines:
            text = text.replace("\n", " ").replace("\r", " ")
            if (self.owed or not self.parts) and not text.strip():
                return
        if text:
            if self.owed:
                self.parts.append("\n" * self.owed)
                self.owed = 0
            self.parts.append(text)

    def take(self, slash: str, name: str, tag: str) -> None:
        """Take a tag for what it does to the text; most only dress it."""
        if name == "br":
            self.owed += 1
        elif name in _BLOCKS:
            self._break(name, outer=1 if slash else 0)
            if not slash:
                self._start(name)
            elif name in ("ul", "ol"):
                self.lists[-1:] = []
        elif name in ("td", "th") and not slash:
            self.parts += [" | "] if self.in_row else []
            self.in_row = True
        elif name == "img" and not slash:
            self.add(f"[{_attributes(tag).get('alt') or 'image'}]")
        elif name == "a" and not slash:
            self.links.append((_attributes(tag).get("href") or "", len(self.parts)))
        elif name == "a" and self.links:
            self._end_link(*self.links.pop())

    def finish(self) -> str:
        while self.links:
            self._end_link(*self.links.pop())
        lines = [_SPACES.sub(" ", line).strip() for line in re.split(r"\r\n|\r|\n", "".join(self.parts))]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _start(self, name: str) -> None:
        if name in ("ul", "ol"):
            self.lists.append(0 if name == "ol" else None)
        elif name == "li":
            self.add(self._mark())
        elif name == "tr":
            self.in_row = False

    def _break(self, name: str, *, outer: int) -> None:
        """Owe a line break, or a blank line around paragraphs, tables and lists that stand in no other."""
        apart = name in ("p", "table") or (name in ("ul", "ol") and len(self.lists) <= outer)
        self.owed = max(self.owed, 2 if apart else 1) if self.parts else 0

    def _mark(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number + 1}. "

    def _end_link(self, address: str, start: int) -> None:
        shown = "".join(self.parts[start:]).strip()
        bare = address.removeprefix("mailto:")
        if bare and not address.startswith(("#", "javascript:")) and bare.rstrip("/") != shown.rstrip("/"):
            self.add(f" ({bare})" if shown else bare)


class _Attributes(HTMLParser):
    """The attributes of one tag."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = dict(attrs)


def _attributes(tag: str) -> dict[str, str | None]:
    parser = _Attributes()
    # An ampersand that begins no entity is meant as such: ?a=1&copy=2.
    parser.feed(_BARE_AND.sub("&amp;", tag))
    return parser.found
