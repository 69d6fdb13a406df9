"""Usage in bulk: Parquet files that are only added to, rolled up by any engine that is there.

``columns`` what a row is · ``reading`` how a file becomes rows · ``judging`` which rows are
taken · ``filing`` how a batch is filed · ``shelf`` where it lies · ``rollups`` what rows add up
to, as one expression for every engine · ``engines`` who works it out · ``questions`` what can be
asked of a lake, ``asking`` how that is answered · ``compacting``, ``verifying`` · ``cluster`` a
Spark cluster on this machine. All but ``shelf``, ``questions`` and ``cluster`` need the extra
``lake``.
"""
