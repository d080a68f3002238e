import { useLocation } from "react-router";
import { AllReleasesButton } from "@/components/ui/AllReleasesButton";
import "./NotFoundPage.css";

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <div className="not-found">
      <title>Not found · Releasewatch</title>
      <h1>Nothing has this address</h1>
      <code className="not-found-address">{pathname}</code>
      <p>The address may be mistyped, or it comes from an older version of this dashboard.</p>
      <AllReleasesButton />
    </div>
  );
}
