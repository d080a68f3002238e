import { useSpoken } from "@/hooks/announce";

/** The one place from which a page speaks by itself: never oftener than one can listen. */
export function Announcer() {
  const spoken = useSpoken();
  return (
    <p className="visually-hidden" role="status">
      {spoken}
    </p>
  );
}
