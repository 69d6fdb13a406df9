"""The story: every scene is one thing that happens, and what must come of it."""

from collections.abc import Callable

from comptrol.entrypoints.demo.attacks import (
    forge,
    overreach,
    replay_order,
    reuse_number,
    skip_number,
)
from comptrol.entrypoints.demo.keeping import count, review
from comptrol.entrypoints.demo.limits import (
    appeal,
    cap,
    learn_of_a_seat,
    rent_all_of_it,
    rent_one_more,
)
from comptrol.entrypoints.demo.scene import CHIPS, Scene
from comptrol.entrypoints.demo.scenery import adopt_law, enrol, load_sites
from comptrol.entrypoints.demo.stage import Stage
from comptrol.entrypoints.demo.trade import (
    answer_question,
    go_round_the_gate,
    hand_over,
    make,
    order_sale,
    rent_small,
    rent_to_ordinary,
    rent_to_subsidiary,
    sell_to_listed,
)

Play = Callable[[Stage], Scene]
Story = tuple[tuple[str, Play], ...]

STORY: Story = (
    ("The authority adopts the law of the day, in the enforced posture", adopt_law),
    ("The published data centres are registered, with what stands there", load_sites),
    ("Everybody is enrolled with a key, a seat and a parent, and screened", enrol),
    (f"Northbridge makes {CHIPS:,} H100", make),
    ("It asks to sell them to a provider in Malaysia: allowed", order_sale),
    ("Both sides say so: shipped, received, installed in Malaysia", hand_over),
    ("A chip is replaced; an inspector counts, and two are missing: an alarm", count),
    ("A shipment of a month ago was never received: the review finds it", review),
    ("It asks to sell to a company on the Entity List: refused", sell_to_listed),
    ("It ships eight more without asking: the bypass is noted", go_round_the_gate),
    ("The same chips, rented by a subsidiary with a parent in China: held", rent_to_subsidiary),
    ("A reviewer decides that it shall not proceed: ruled anew, refused", answer_question),
    ("An ordinary customer rents: allowed", rent_to_ordinary),
    ("A small user rents a little: exempt from operator policy, never from law", rent_small),
    ("A forged signature is not read", forge),
    ("A replayed order is not taken twice", replay_order),
    ("Another statement under a used number is refused", reuse_number),
    ("A number out of sequence is refused", skip_number),
    ("A customer cannot answer for the reviewer", overreach),
    ("The authority caps what the ordinary customer may take in all", cap),
    ("It rents exactly that: allowed, and held before anything starts", rent_all_of_it),
    ("One chip for an hour more: refused, with the numbers of the cap", rent_one_more),
    ("It appeals; a reviewer who had no part in the ruling decides", appeal),
    ("It turns out to be run from China: what it rents is judged again", learn_of_a_seat),
)
