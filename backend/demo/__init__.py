"""Reference workflows for Releasewatch: a release on Temporal, its worker and scenarios to look at.

Made to be copied: nothing here imports the product. Begin with `workflows/release.py`.
"""
