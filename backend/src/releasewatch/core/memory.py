"""How Python's garbage collector meets trees of ten thousand nodes."""

import gc


def calm_garbage_collector() -> None:
    """Collect less often, and never again what the start has left.

    A read makes tens of thousands of objects that live until its answer is sent. With Python's own
    thresholds the collector walks all of them again and again, which doubles the time of a big read.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
