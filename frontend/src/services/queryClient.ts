import { QueryClient } from "@tanstack/react-query";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The next poll is the retry.
        retry: false,
        // "Offline" is what the browser believes; a server on this machine answers all the same.
        networkMode: "always",
      },
    },
  });
}
