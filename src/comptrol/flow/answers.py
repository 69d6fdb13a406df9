"""How an answer reads to the outside: the same words over HTTP and on the command line."""

from typing import Any

from comptrol.kernel.finding import Answer, Receipt


def in_words(answer: Answer) -> dict[str, Any]:
    """Return an answer as the public contract words it, ready to become JSON."""
    if isinstance(answer, Receipt):
        return {
            "accepted": True,
            "position": answer.position,
            "receipt": {
                "leaf": answer.leaf,
                "logged_at": answer.logged_at,
                "repeated": answer.repeated,
            },
            "consequences": [
                {"position": entry.position, "statement": entry.statement}
                for entry in answer.consequences
            ],
        }
    return {"accepted": False, "findings": answer.findings}
