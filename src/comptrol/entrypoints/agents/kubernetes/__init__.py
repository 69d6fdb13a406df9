"""How does a Kubernetes cluster ask the gate before it hands out chips?

Two doors, and one desk behind both. A *webhook* rules on what is made at once: pods, Jobs and
JobSets. An *admission check* rules on what waits in a Kueue queue. What was let through carries
the name of its order, is confirmed when it is there, and settled when it is over.
"""
