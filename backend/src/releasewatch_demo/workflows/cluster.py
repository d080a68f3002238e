"""Deploys the one bundle of a cluster."""

from temporalio import workflow

from releasewatch_demo.answers import Answer
from releasewatch_demo.plans import ClusterPlan
from releasewatch_demo.workflows.bundle import DeployBundle
from releasewatch_demo.workflows.entity import Parent


@workflow.defn
class DeployCluster(Parent[ClusterPlan]):
    """Starts the bundle workflow of the cluster."""

    @workflow.init
    def __init__(self, plan: ClusterPlan) -> None:
        super().__init__(plan)

    @workflow.run
    async def run(self, plan: ClusterPlan) -> Answer:
        """Deploy the bundle; return the final answer."""
        return await self._run_children(DeployBundle.run, [plan.bundle])

    @workflow.query
    def get_cluster_state(self) -> Answer:
        """Answer for this cluster."""
        return self._answer()
