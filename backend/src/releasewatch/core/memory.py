"""How Python's garbage collector meets trees of ten thousand nodes."""

import gc


def calm_garbage_collector() -> None:
    """Collect less often, and never again what the start has left.

    A read makes hundreds of thousands of objects that live until the next one. With Python's own thresholds the
    collector walks all of them again and again, which doubles the time of a big read. It is needed for circles
    alone, of which trees have none; and what one collection walks, forty thousand objects, takes 15 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 3, 2000)
