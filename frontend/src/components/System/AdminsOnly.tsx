import { AllReleasesButton } from "@/components/ui/AllReleasesButton";
import { CopyButton } from "@/components/ui/CopyButton";
import { CodeBox, PlainPage, PlainText, PlainTitle } from "@/components/ui/PlainPage";

/** Shown to users without the role: what the page is, and who can grant the role. */
export function AdminsOnly({ username }: { username: string }) {
  const command = `releasewatch user add ${username} --role admin --replace`;
  return (
    <PlainPage>
      <title>Not allowed · Releasewatch</title>
      <PlainText className="tabular" color="subtle">
        403
      </PlainText>
      <PlainTitle>Only administrators see this page</PlainTitle>
      <PlainText>
        It shows how the server is doing. You are signed in as <strong>{username}</strong>, without
        the role admin. Releases look the same for everybody.
      </PlainText>
      <PlainText>
        The person who manages the users of this server can give you the role, with a new password:
      </PlainText>
      <CodeBox code={command}>
        <CopyButton text={command} label="Copy the command" />
      </CodeBox>
      <PlainText>That ends your session. Sign in again, and you are back here.</PlainText>
      <AllReleasesButton />
    </PlainPage>
  );
}
