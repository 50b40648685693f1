"""The look the views share. Every colour comes from JupyterLab's variables, so both themes are served."""

from __future__ import annotations

from html import escape

__all__ = ["SHEET", "note"]

SHEET = """
<style>
.plannr-nb-editor, .plannr-nb-progress { font-family: var(--jp-ui-font-family, system-ui, sans-serif);
  color: var(--jp-ui-font-color1, #222); }
.plannr-nb-status { padding: 0.4rem 0; font-size: var(--jp-ui-font-size1, 13px); }
.plannr-nb-quiet { color: var(--jp-ui-font-color2, #555); font-variant-numeric: tabular-nums; }
.plannr-nb-note { padding: 0.4rem 0.7rem; margin: 0.3rem 0; border-left: 3px solid var(--jp-border-color1, #888);
  background: var(--jp-layout-color2, #f3f3f3); }
.plannr-nb-note[data-severity="error"] { border-left-color: var(--jp-error-color1, #b3261e); }
.plannr-nb-note[data-severity="warning"] { border-left-color: var(--jp-warn-color1, #b26a00); }
</style>
"""


def note(text: str, severity: str = "info") -> str:
    """A message as it is shown below a view, read out by screen readers when it appears."""
    return f'<div role="alert" class="plannr-nb-note" data-severity="{escape(severity)}">{escape(text)}</div>'
