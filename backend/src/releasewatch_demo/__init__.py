"""Reference workflows for Releasewatch: a release on Temporal, its worker and scenarios to look at.

Made to be copied: nothing here imports the product.

- `workflows/`: one workflow type per entity (begin with `release.py`), and `whole_release.py`, the other style.
- `answers.py`: what they answer. `activities.py`: the work, which may fail and is retried.
- `plans.py`: their input. `planning.py`: builds it from a product and the stages of its roll-out.
- `products.py`, `scenarios.py`: the releases of the demo; `python -m releasewatch_demo.scenarios` starts them.
- `predecessors.py`: releases that had ended before one of these began.
- `worker.py`: `python -m releasewatch_demo.worker` runs them.

People step in by signals, with Temporal's own command line or page: `approve` and `retry_failed_apps` to a release,
`fail`, `recover` and `finish` to an app.
"""
