"""Settings of the whole suite."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

os.environ["DECLUTTER_CACHE"] = str(Path(tempfile.gettempdir()) / "declutter-tests")

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("suite")
