"""What can happen next, by name. A step tells whether it found anything to do."""

from collections import Counter
from collections.abc import Callable
from random import Random

from tests.machine.world import World

Step = Callable[[World, Random], bool]
STEPS: dict[str, Step] = {}
AT_ANY_TIME: set[str] = set()
RARE_INSTEAD = 0.35


def step(act: Step) -> Step:
    """Make it one of the things that can happen when somebody has something to do."""
    STEPS[act.__name__] = act
    return act


def at_any_time(act: Step) -> Step:
    """Make it one of the things that can always happen: time, weather and accidents."""
    AT_ANY_TIME.add(act.__name__)
    return step(act)


def do_something(world: World, chance: Random, wanted: str, fired: Counter[str]) -> None:
    """Do the wanted step, or else one that finds something to do, and count it; what was rare so far goes first."""
    rare_first = sorted(STEPS, key=lambda name: (fired[name] * (2 if name in AT_ANY_TIME else 1), chance.random()))
    others = [name for name in rare_first if name not in AT_ANY_TIME]
    for name in rare_first if chance.random() < RARE_INSTEAD else (wanted, *others):
        if STEPS[name](world, chance):
            fired[name] += 1
            return
