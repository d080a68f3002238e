"""Releases to the clusters of one wave, all at the same time."""

from temporalio import workflow
from typing_extensions import override

from releasewatch_demo.answers import Answer, part_of
from releasewatch_demo.plans import WavePlan
from releasewatch_demo.workflows.cluster import DeployCluster
from releasewatch_demo.workflows.entity import Parent


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
        return f"{part_of(len(self._done), len(self._plan.clusters), 'cluster')} done"
