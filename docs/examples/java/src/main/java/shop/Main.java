package shop;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Runs the worker for as long as one release takes. */
public class Main {
  public static void main(String[] args) throws IOException {
    ClientConfigProfile config = ClientConfigProfile.load(); // TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and more
    WorkflowServiceStubs service = WorkflowServiceStubs.newServiceStubs(config.toWorkflowServiceStubsOptions());
    WorkflowClient client = WorkflowClient.newInstance(service, config.toWorkflowClientOptions());
    WorkerFactory workers = WorkerFactory.newInstance(client);
    Worker worker = workers.newWorker("shop");
    worker.registerWorkflowImplementationTypes(Release.Impl.class, Wave.Impl.class);
    worker.registerActivitiesImplementations(new Deployment.Impl());
    workers.start();
    try {
      var options = WorkflowOptions.newBuilder().setWorkflowId("release:shop-2.0").setTaskQueue("shop").build();
      client.newWorkflowStub(Release.class, options).run();
      System.out.println("release:shop-2.0 has finished.");
    } finally {
      workers.shutdown();
      workers.awaitTermination(10, TimeUnit.SECONDS);
      service.shutdown();
    }
  }
}
