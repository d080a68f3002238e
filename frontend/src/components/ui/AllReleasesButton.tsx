import { Button } from "@chakra-ui/react";
import { ArrowLeft } from "lucide-react";
import { Link } from "react-router";

/** Leads from an empty page back to the list. */
export function AllReleasesButton() {
  return (
    <Button asChild variant="ink">
      <Link to="/">
        <ArrowLeft size="0.875rem" aria-hidden="true" />
        All releases
      </Link>
    </Button>
  );
}
