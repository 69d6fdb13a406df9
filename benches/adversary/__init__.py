"""How well is what is tried seen, how soon, and how often are the innocent named?

Every scenario is **one file** in ``scenarios/``, found by being there. It has::

    ID = "low-and-slow"                       # as in methods/scenarios.json
    STRENGTHS = ("bold", "middling", "faint") # names of its own; the first is the plainest
    SEEN_BY = SeenBy(alarms=("structuring.slow",))

    def attack(stage: Stage, strength: str) -> Acts[None]: ...
    def twin(stage: Stage, strength: str) -> Acts[None]: ...

``attack`` and ``twin`` are generators that *say* things, each an ordinary statement of an ordinary
party, in the order of their days; the answer comes back, if it is wanted::

    lab = yield from stage.customer(0, "lab", "DE")           # enrolled, seated, on day 0
    answer = yield stage.says(3, PROVIDER, Ordered(...))      # an innocent thing, on day 3
    answer = yield stage.does(9, PROVIDER, Ordered(...))      # of the deed: days count from it

Rules:

- Days are counted from 0, the first day of the instance; they never go back. All that is said
  on a day is logged on that day, at noon (UTC) or later. ``stage.day(3)`` is its date,
  ``stage.at(3, 10)`` its tenth hour. At midnight at the end of each day the watch has run, so
  what is over is looked at.
- Whatever an instance makes is named with ``stage.name("lot")``, which begins with the
  instance's own name. So whether an alarm is about it can be told from the names alone.
  ``stage.name`` has no word of the scenario in it: nothing can be seen by a name. Serials:
  ``SerialRange(prefix= stage.prefix("SN"), ...)``.
- The world is there already (``cast.py``): the law, tiers, policies of every detector, a maker,
  exporters, providers with sites, an inspector, a reviewer. Shared parties say what such
  parties say; an alarm that names only them is counted as one on the background.
- Chance comes from ``stage.chance`` alone; it is the same in every run. Attack and twin of one
  seed are drawn from different chances.
- ``SEEN_BY`` says what counts: ``alarms`` (detectors by their full names), ``rulings``
  (outcomes of the gate on an order of the instance: ``hold``, ``refuse`` ...), ``refusals``
  (codes: the path itself does not take what is said). An attack is seen when one of these is
  about the instance, at or after its first deed. A **twin is flagged** when any of these is
  about it, *or any alarm of any other detector*: whoever did nothing must not be named by
  anybody.
- A refusal that ``SEEN_BY`` does not name stops the bench: then the scenario does not say what
  its author thinks. A refusal that it names ends nothing: the generator gets it as the answer.
- A detector that fails to see something is not helped along. The honest figure stands.

Run one scenario while writing it: ``python -m benches.adversary low-and-slow --quick``.
"""

from benches.adversary.bench import BENCHES

__all__ = ["BENCHES"]
