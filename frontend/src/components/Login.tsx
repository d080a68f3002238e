import { Button, chakra } from "@chakra-ui/react";
import { Eye, EyeOff } from "lucide-react";
import type { FormEvent } from "react";
import { useId, useState } from "react";
import { formatDuration } from "@/lib/words/time";
import { ApiError } from "@/services/apiError";
import { signIn } from "@/services/authService";
import "./Login.css";

function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "This page broke while signing in. Load it again.";
  if (error.code === "no_answer") return "Releasewatch does not answer. Try again.";
  if (error.isForeign) return `${error.title}. ${error.detail} Try again.`;
  // 422: too long for any account.
  if (error.status === 401 || error.status === 422)
    return "The user name or the password is wrong.";
  if (error.status === 429 && error.retryAfter) {
    return `Too many attempts. Try again in ${formatDuration(error.retryAfter)}.`;
  }
  return error.detail;
}

function PasswordField({ isInvalid }: { isInvalid: boolean }) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="login-field">
      <label htmlFor={id}>Password</label>
      <input
        id={id}
        aria-invalid={isInvalid || undefined}
        name="password"
        type={isShown ? "text" : "password"}
        autoComplete="current-password"
        required
      />
      <Button
        variant="ghost"
        size="inner"
        position="absolute"
        bottom="0.375rem"
        insetEnd="0.375rem"
        aria-label={isShown ? "Hide the password" : "Show the password"}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        <Icon size="1rem" aria-hidden="true" />
      </Button>
    </div>
  );
}

function fieldText(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

/** Signing in starts the session in the store; the page follows it from there. */
export function Login() {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const id = useId();
  const isRefused = error instanceof ApiError && error.status === 401 && error.isRefusal;

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setBusy(true);
    setError(undefined);
    try {
      await signIn(fieldText(fields, "username").trim(), fieldText(fields, "password"));
    } catch (caught) {
      setBusy(false);
      setError(caught);
      form.querySelector<HTMLInputElement>("[name=password]")?.select();
    }
  }

  return (
    <chakra.form display="grid" mt="1.25rem" onSubmit={(event) => void onSubmit(event)}>
      <div className="login-field">
        <label htmlFor={id}>Username</label>
        <input
          id={id}
          aria-invalid={isRefused || undefined}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          // The page is nothing but this form: there is nothing to read before it.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
      </div>
      <PasswordField isInvalid={isRefused} />
      <chakra.p role="alert" minH="1.25rem" mt="0.375rem" color="status.failed.text">
        {error === undefined ? "" : messageOf(error)}
      </chakra.p>
      <Button type="submit" variant="ink" size="lg" width="100%" disabled={isBusy}>
        {isBusy ? "Signing in" : "Sign in"}
      </Button>
    </chakra.form>
  );
}
