"""Awards as schedulers are told of them: a second line of limits, behind the gate."""
