"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# Tests hold behaviour, never a time: a busy machine must not fail one.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
