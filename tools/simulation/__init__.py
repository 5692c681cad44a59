"""Simulated timing for an event whose times are not published.

``course`` lays the controls along the published places, ``driving`` drives the crews over them,
``tables`` writes an event package's tables, ``agreement`` holds a package against what was
published. All assumptions are data: see ``tools/experience_italy_2025.toml``.
"""
