import { useSpoken } from "@/hooks/announce";

/** The only live region of the page. It is rate-limited, so that announcements can be listened to. */
export function Announcer() {
  const spoken = useSpoken();
  return (
    <p className="visually-hidden" role="status">
      {spoken}
    </p>
  );
}
