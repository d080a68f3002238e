import { useSyncExternalStore } from "react";
import { sessionState, subscribeSession } from "@/services/session";

/** Whether there is a session. Permissions are checked by the server. */
export function useAuth() {
  return useSyncExternalStore(subscribeSession, sessionState);
}
