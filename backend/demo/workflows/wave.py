"""Releases to the clusters of one wave, all at the same time."""

from temporalio import workflow
from typing_extensions import override

from demo.answers import Answer
from demo.plans import WavePlan
from demo.workflows.cluster import DeployCluster
from demo.workflows.entity import Parent


@workflow.defn
class DeployWave(Parent[WavePlan]):
    """Starts a cluster workflow per cluster."""

    @workflow.init
    def __init__(self, plan: WavePlan) -> None:
        super().__init__(plan)

    @workflow.run
    async def run(self, plan: WavePlan) -> Answer:
        """Deploy all clusters; return the final answer."""
        return await self._run_children(DeployCluster.run, plan.clusters)

    @workflow.query
    def get_wave_state(self) -> Answer:
        """Answer for this wave."""
        return self._answer()

    @override
    def _progress(self) -> str:
        return f"{len(self._done)} of {len(self._plan.clusters)} clusters done"
