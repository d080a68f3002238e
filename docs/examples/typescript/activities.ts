import { setTimeout } from "node:timers/promises";

/** The work. While it fails, Temporal tries again, and the app's wave is shown as retrying. */
export async function deploy(appId: string): Promise<void> {
  await setTimeout(1000);
}
