"""The agent of a Slurm cluster: no job is taken up, grown or started unless the gate allows it.

``spelling``, ``shape``, ``asking`` and ``changing`` say what a job may come to at most;
``orders`` says whose it is, by the ``configuration``. ``submitting``, ``modifying`` and
``starting`` answer the plugins in ``plugin`` over ``app``; ``journal`` remembers, ``taking_up``
binds jobs to orders, and ``reconciling`` has what Slurm accounted (``accounting``, ``programs``)
settled and what must stop stopped. ``install`` puts the plugins in place.
"""
