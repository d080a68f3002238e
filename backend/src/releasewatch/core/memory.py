"""Tunes Python's garbage collector for trees of ten thousand nodes."""

import gc


def calm_garbage_collector() -> None:
    """Collect less often, and never what was allocated at start-up.

    A read makes hundreds of thousands of objects that live until the next one. With Python's own thresholds the
    collector walks all of them again and again, which doubles the time of a big read. It is needed for reference
    cycles alone, of which trees have none; one collection walks forty thousand objects in 15 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 3, 2000)
