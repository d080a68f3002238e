import { AllReleasesButton } from "@/components/ui/AllReleasesButton";
import { CopyButton } from "@/components/ui/CopyButton";
import "./AdminsOnly.css";

/** Refused for the role: what the page would be, and who can change that. */
export function AdminsOnly({ username }: { username: string }) {
  const command = `releasewatch user add ${username} --role admin --replace`;
  return (
    <div className="admins-only">
      <title>Not allowed · Releasewatch</title>
      <p className="admins-only-code">403</p>
      <h1>Only administrators see this page</h1>
      <p>
        It tells how the server itself is. You are signed in as <strong>{username}</strong>, without
        the role admin. Releases look the same for everybody.
      </p>
      <p>Whoever keeps the users of this server can give you the role, with a new password:</p>
      <p className="admins-only-command">
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </p>
      <p>That ends your session. Sign in again, and you are back here.</p>
      <AllReleasesButton />
    </div>
  );
}
