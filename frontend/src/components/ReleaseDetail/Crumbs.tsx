import { Flex } from "@chakra-ui/react";
import { ChevronRight } from "lucide-react";
import { Link } from "react-router";

const LINKS = {
  "& a:hover": { color: "fg", textDecoration: "underline" },
  "& [aria-current]": { color: "fg" },
  "& svg": { flex: "none" },
};

interface CrumbsProps {
  here: string;
  /** A page between the list and this one. */
  via?: { label: string; to: string } | null;
}

/** The way back to the list. */
export function Crumbs({ here, via = null }: CrumbsProps) {
  return (
    <Flex asChild align="center" gap="0.375rem" textStyle="cell" color="muted" css={LINKS}>
      <nav className="crumbs" aria-label="Breadcrumb">
        <Link to="/">Releases</Link>
        <ChevronRight size="0.875rem" aria-hidden="true" />
        {via && (
          <>
            <Link to={via.to} translate="no" className="truncate">
              {via.label}
            </Link>
            <ChevronRight size="0.875rem" aria-hidden="true" />
          </>
        )}
        <span aria-current="page" className={via ? undefined : "truncate"}>
          {here}
        </span>
      </nav>
    </Flex>
  );
}
