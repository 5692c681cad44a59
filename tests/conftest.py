"""Shared by all tests.

``pyproject.toml`` puts ``tests`` on the path (``pythonpath``), so that every test can write
``from support.packages import write_package``; ``tests/support`` holds no tests.
"""
