import { execFileSync } from "node:child_process";
import { fact } from "./stack";

export interface ByHand {
  releaseId: string;
  apps: string[];
}

/** What a person with Temporal's command line can do to the releases behind a stack. */
export class Workflows {
  constructor(private readonly temporal: string) {}

  /** Starts a release of one wave, whose apps, three in each cluster, move only when told. */
  startByHand(name: string, clusters = 1): ByHand {
    const root = fact("root");
    const script = `${root}frontend/tests/e2e/by_hand.py`;
    const said = execFileSync(`${root}.venv/bin/python`, [script, name, String(clusters)], {
      encoding: "utf8",
      env: { ...process.env, PYTHONPATH: `${root}backend`, TEMPORAL_ADDRESS: this.temporal },
    });
    const [releaseId = "", ...apps] = said.trim().split(" ");
    return { releaseId, apps };
  }

  signal(workflowId: string, name: "fail" | "recover" | "finish", input?: string): void {
    const words = ["workflow", "signal", "--address", this.temporal];
    words.push("--workflow-id", workflowId, "--name", name);
    if (input !== undefined) words.push("--input", JSON.stringify(input));
    execFileSync(`${fact("root")}.venv/bin/temporal`, words, { stdio: "pipe" });
  }
}
