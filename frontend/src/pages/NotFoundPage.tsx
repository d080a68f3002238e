import { useLocation } from "react-router";
import { AllReleasesButton } from "@/components/ui/AllReleasesButton";
import { CodeBox, PlainPage, PlainText, PlainTitle } from "@/components/ui/PlainPage";

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <PlainPage>
      <title>Not found · Releasewatch</title>
      <PlainTitle>There is no page at this address</PlainTitle>
      <CodeBox code={pathname} />
      <PlainText>
        The address may be mistyped, or it comes from an older version of this dashboard.
      </PlainText>
      <AllReleasesButton />
    </PlainPage>
  );
}
