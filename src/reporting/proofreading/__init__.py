"""Proofreading: a text as people write it, held against the facts and against the law.

``texts`` reads a file into lines. The rules on environmental claims are
:func:`reporting.footprint.claims_check`.
"""
