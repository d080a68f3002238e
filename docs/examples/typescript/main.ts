/** Runs the worker for as long as one release takes. */
import { fileURLToPath } from "node:url";
import { Client } from "@temporalio/client";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { NativeConnection, Worker } from "@temporalio/worker";
import * as activities from "./activities.ts";

const { connectionOptions, namespace } = loadClientConnectConfig(); // TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and more
const connection = await NativeConnection.connect(connectionOptions);
try {
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: "shop",
    workflowsPath: fileURLToPath(new URL("workflows.ts", import.meta.url)),
    activities,
  });
  const client = new Client({ connection, namespace });
  await worker.runUntil(client.workflow.execute("release", { workflowId: "release:shop-2.0", taskQueue: "shop" }));
} finally {
  await connection.close();
}
console.log("release:shop-2.0 has finished.");
