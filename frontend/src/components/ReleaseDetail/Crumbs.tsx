import { ChevronRight } from "lucide-react";
import { Link } from "react-router";
import "./Crumbs.css";

/** The way back to the list. */
export function Crumbs({ here }: { here: string }) {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <Link to="/">Releases</Link>
      <ChevronRight size="0.875rem" aria-hidden="true" />
      <span aria-current="page">{here}</span>
    </nav>
  );
}
