"""Meters: what schedulers, exporters, a Prometheus, tables and senders of events say was used.

Each reader answers ``Readings``: rows of usage with their names for ever, what could not be read
with line and reason, and what was not counted. ``telling`` what a row may be · ``arriving`` how
text arrives · ``slurm``, ``slurm_lines``, ``slurm_words`` accounts · ``exposition``, ``scraping``
and ``prometheus`` readings of chips, ``fields`` which, ``series`` what they come to · ``columns``
CSV · ``cloud_events`` CloudEvents 1.0.
"""
