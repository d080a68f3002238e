package shop;

import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** A release of two waves, each with one cluster, one bundle and two apps. */
@WorkflowInterface
public interface Release {
  @WorkflowMethod
  Answer run();

  @QueryMethod(name = "get_release_state")
  Answer state();

  /** Names its waves by id, each a workflow of its own, and answers for those that it has not started yet. */
  class Impl implements Release {
    private final Answer answer = new Answer(Workflow.getInfo().getWorkflowId(), "Shop");

    public Impl() {
      answer.version = "2.0";
      answer.previousVersion = "1.9";
      answer.waveIds = List.of("wave:shop-2.0:1", "wave:shop-2.0:2");
      answer.waveIds.forEach(id -> answer.waves.add(Answer.plannedWave(id)));
      answer.move("in_progress");
    }

    @Override
    public Answer run() {
      for (String waveId : answer.waveIds) {
        answer.waves.remove(0); // from now on it answers for itself
        var options = ChildWorkflowOptions.newBuilder().setWorkflowId(waveId).build();
        Workflow.newChildWorkflowStub(Wave.class, options).run();
      }
      answer.move("succeeded");
      return answer; // readable from now on without a worker
    }

    @Override
    public Answer state() {
      return answer;
    }
  }
}
