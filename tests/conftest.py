"""No example has a deadline: a test that fails on a busy machine asserts the machine's speed."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
