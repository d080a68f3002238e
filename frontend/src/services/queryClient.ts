import { QueryClient } from "@tanstack/react-query";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The next poll is the retry.
        retry: false,
        // The browser's "offline" may be wrong: a server on this machine still answers.
        networkMode: "always",
      },
    },
  });
}
