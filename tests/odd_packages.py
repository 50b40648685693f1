"""Spreadsheets written by hand, with no more in them than there must be."""

from __future__ import annotations

import datetime as dt
import re

from odd_bytes import zipped
from odd_tables import Table

__all__ = ["day_of", "inline_workbook", "open_document"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
_DOCUMENT_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def day_of(text: str) -> dt.date | str:
    return dt.datetime.strptime(text, "%d/%m/%Y").date() if re.fullmatch(r"\d\d/\d\d/\d{4}", text) else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")


def inline_workbook(table: Table, *, numbered: bool) -> bytes:
    """A workbook whose texts stand in their cells. ``numbered``: rows and cells say where they are."""

    def cell(row: int, column: int, text: str) -> str:
        place = f' r="{chr(64 + column)}{row}"' if numbered else ""
        return f'<c{place} t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'

    rows = ""
    for row, texts in enumerate(table.lines, 1):
        place = f' r="{row}"' if numbered else ""
        rows += f"<row{place}>{''.join(cell(row, column, text) for column, text in enumerate(texts, 1))}</row>"
    return zipped(
        {
            "[Content_Types].xml": _bytes(
                f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
                f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
            ),
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": _bytes(
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
                '<sheet name="Notes" sheetId="1" r:id="r1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": _bytes(f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'),
        }
    )


def _bytes(xml: str) -> bytes:
    return (_XML + xml).encode()


def _relation(kind: str, target: str) -> bytes:
    return _bytes(
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def open_document(table: Table) -> bytes:
    """An OpenDocument spreadsheet, with the empty rows below that programs write as one repeated row."""

    def cell(text: str) -> str:
        day = day_of(text)
        if not text:
            return '<table:table-cell table:number-columns-repeated="1"/>'
        kind = f'"date" office:date-value="{day}"' if isinstance(day, dt.date) else '"string"'
        return f"<table:table-cell office:value-type={kind}><text:p>{_escaped(text)}</text:p></table:table-cell>"

    names = "".join(f' xmlns:{name}="{_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text"))
    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in table.lines)
    rows += (
        '<table:table-row table:number-rows-repeated="1048500">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    content = (
        f'<office:document-content{names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Clients">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _DOCUMENT_TYPE), ("content.xml", "text/xml"))
    )
    return zipped(
        {
            "mimetype": _DOCUMENT_TYPE.encode(),
            "content.xml": _bytes(content),
            "META-INF/manifest.xml": _bytes(
                f'<manifest:manifest xmlns:manifest="{_DOCUMENT}:manifest:1.0">{entries}</manifest:manifest>'
            ),
        }
    )
