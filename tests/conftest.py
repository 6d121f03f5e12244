"""What holds for every test.

Hypothesis explores on a developer's machine and repeats itself in CI: a finding belongs to whoever looks for it.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ or "ARCLOCK_REQUIRE_SERVERS" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("house")
