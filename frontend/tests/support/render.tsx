import { ChakraProvider } from "@chakra-ui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import { AppRoutes } from "@/App";
import { createQueryClient } from "@/services/queryClient";
import { beginSession } from "@/services/session";
import { system } from "@/theme/system";

function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
}

export function renderWith(ui: ReactNode, path = "/") {
  const client = createQueryClient();
  const view = render(
    <ChakraProvider value={system}>
      <QueryClientProvider client={client}>
        <MemoryRouter initialEntries={[path]}>
          {ui}
          <Address />
        </MemoryRouter>
      </QueryClientProvider>
    </ChakraProvider>,
  );
  return { ...view, client };
}

/** The whole application at an address, signed in unless told otherwise. */
export function renderApp(path = "/", { isSignedIn = true } = {}) {
  if (isSignedIn) beginSession("access", 600);
  return renderWith(<AppRoutes />, path);
}
