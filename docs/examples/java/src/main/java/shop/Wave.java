package shop;

import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;

@WorkflowInterface
public interface Wave {
  @WorkflowMethod
  Answer run();

  @QueryMethod(name = "get_wave_state")
  Answer state();

  /** Answers for everything below it inline. */
  class Impl implements Wave {
    private final Answer answer = Answer.plannedWave(Workflow.getInfo().getWorkflowId());
    private final Deployment deployment =
        Workflow.newActivityStub(
            Deployment.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(5)).build());

    @Override
    public Answer run() {
      Answer cluster = answer.clusters.get(0);
      List<Answer> parents = List.of(answer, cluster, cluster.bundle);
      parents.forEach(part -> part.move("in_progress"));
      for (Answer app : cluster.bundle.apps) {
        app.move("in_progress");
        deployment.deploy(app.id);
        app.move("succeeded");
      }
      parents.forEach(part -> part.move("succeeded"));
      return answer;
    }

    @Override
    public Answer state() {
      return answer;
    }
  }
}
