"""Results and ESG reporting for historic-car regularity events.

Data flows one way through the rooms of the package::

    event -> quality -> scoring, route, footprint -> story -> charts -> publish

Nothing is imported here, so that ``reporting --help`` answers at once.
"""

__version__ = "0.1.0"
