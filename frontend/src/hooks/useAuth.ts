import { useSyncExternalStore } from "react";
import { sessionState, subscribeSession } from "@/services/session";

/** Who may see what is the server's business; this only says whether there is a session. */
export function useAuth() {
  return useSyncExternalStore(subscribeSession, sessionState);
}
