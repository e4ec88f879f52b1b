"""What holds for every test."""

from hypothesis import settings

# No test is timed: a slow machine is no failure. (On CI Hypothesis chooses its own profile, which is repeatable as well.)
if settings.get_current_profile_name() == "default":
    settings.register_profile("patient", deadline=None)
    settings.load_profile("patient")
