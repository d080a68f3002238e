package shop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a workflow tells of one entity. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Answer {
  public String id;
  public String state;
  public String updatedAt;
  public String name;
  public String version;
  public String previousVersion;
  public List<String> waveIds = new ArrayList<>();
  public List<Answer> waves = new ArrayList<>();
  public List<Answer> clusters = new ArrayList<>();
  public Answer bundle;
  public List<Answer> apps = new ArrayList<>();

  public Answer() {}

  Answer(String id, String name) {
    this.id = id;
    this.name = name;
    move("pending");
  }

  /** Notes a state, and since when it holds: in the workflow's time, which is the same in every replay. */
  void move(String state) {
    this.state = state;
    this.updatedAt = Instant.ofEpochMilli(Workflow.currentTimeMillis()).toString();
  }

  /** Answers for a wave that has not begun. */
  static Answer plannedWave(String waveId) {
    String name = waveId.substring("wave:".length());
    String number = name.substring(name.length() - 1);
    Answer bundle = new Answer("bundle:" + name, "shop-core");
    for (String each : List.of("web", "checkout")) {
      Answer app = new Answer("app:" + name + ":" + each, each);
      app.version = "2.0";
      bundle.apps.add(app);
    }
    Answer cluster = new Answer("cluster:" + name, "cluster " + number);
    cluster.bundle = bundle;
    Answer wave = new Answer(waveId, "Wave " + number);
    wave.clusters.add(cluster);
    return wave;
  }
}
