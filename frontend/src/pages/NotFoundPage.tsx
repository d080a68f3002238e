import { Button } from "@chakra-ui/react";
import { ArrowLeft } from "lucide-react";
import { Link, useLocation } from "react-router";
import "./NotFoundPage.css";

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <div className="not-found">
      <title>Not found · Releasewatch</title>
      <h1>Nothing has this address</h1>
      <code className="not-found-address">{pathname}</code>
      <p>The address may be mistyped, or it comes from an older version of this dashboard.</p>
      <Button asChild variant="ink">
        <Link to="/">
          <ArrowLeft size="0.875rem" aria-hidden="true" />
          All releases
        </Link>
      </Button>
    </div>
  );
}
