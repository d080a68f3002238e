import { Box, Flex, Grid, chakra } from "@chakra-ui/react";
import { Lock } from "lucide-react";
import { Navigate, useSearchParams } from "react-router";
import { Login } from "@/components/Login";
import { LoginRings } from "@/components/LoginRings";
import { Starting } from "@/components/shell/Starting";
import { BrandMark } from "@/components/ui/BrandMark";
import { useAuth } from "@/hooks/useAuth";
import { safeReturnPath } from "@/lib/app/paths";

const SIDE = {
  p: { base: "1.5rem 1rem", md: "2.5rem 4rem" },
  borderEndWidth: { base: 0, md: "1px" },
  bg: "panel",
  "& > *": { w: { base: "min(23.25rem, 100%)", md: "auto" } },
};

export function LoginPage() {
  const session = useAuth();
  const [params] = useSearchParams();
  if (session.kind === "signed-in") {
    return <Navigate to={safeReturnPath(params.get("to"))} replace />;
  }
  if (session.kind !== "signed-out") {
    return <Starting error={session.kind === "unreachable" ? session.error : undefined} />;
  }
  return (
    <Grid as="main" templateColumns={{ base: "1fr", md: "31.25rem 1fr" }} minH="100dvh">
      <title>Sign in · Releasewatch</title>
      <Flex direction="column" align={{ base: "center", md: "stretch" }} css={SIDE}>
        <Flex as="p" align="center" gap="0.6875rem" h="1.75rem" textStyle="brand" fontSize="title">
          <BrandMark size={28} />
          Releasewatch
        </Flex>
        <Box my="auto">
          <chakra.h1 textStyle="loginTitle">Sign in</chakra.h1>
          <chakra.p mt="0.5rem" textStyle="lead" color="muted">
            {session.ended
              ? "Your session has ended. Sign in to continue where you were."
              : "Watch every release, from wave to app. Read-only: nothing here can change a release."}
          </chakra.p>
          <Login />
        </Box>
        <Flex as="p" align="center" gap="0.625rem" fontSize="meta" color="muted">
          <Lock size="0.875rem" aria-hidden="true" />
          Your platform team creates the accounts
        </Flex>
      </Flex>
      <Flex display={{ base: "none", md: "flex" }} direction="column" align="center" p="2.5rem">
        <LoginRings />
        <chakra.p color="muted">
          One app out of 240,{" "}
          <chakra.strong color="status.failed.text" fontWeight={600}>
            visible from the top
          </chakra.strong>
        </chakra.p>
      </Flex>
    </Grid>
  );
}
