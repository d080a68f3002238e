import { Lock } from "lucide-react";
import { Navigate, useSearchParams } from "react-router";
import { Login } from "@/components/Login";
import { LoginRings } from "@/components/LoginRings";
import { Starting } from "@/components/shell/Starting";
import { BrandMark } from "@/components/ui/BrandMark";
import { useAuth } from "@/hooks/useAuth";
import { safeReturnPath } from "@/lib/app/paths";
import "./LoginPage.css";

export function LoginPage() {
  const session = useAuth();
  const [params] = useSearchParams();
  if (session.kind === "signed-in") {
    return <Navigate to={safeReturnPath(params.get("to"))} replace />;
  }
  if (session.kind !== "signed-out") {
    return <Starting error={session.kind === "unreachable" ? session.error : undefined} />;
  }
  return (
    <main className="login-page">
      <title>Sign in · Releasewatch</title>
      <div className="login-side">
        <p className="login-brand">
          <BrandMark size={28} />
          Releasewatch
        </p>
        <div className="login-middle">
          <h1 className="login-title">Sign in</h1>
          <p className="login-lead">
            {session.ended
              ? "Your session has ended. Sign in to go on where you were."
              : "Watch every release, from wave to app. Read-only: nothing here can change a release."}
          </p>
          <Login />
        </div>
        <p className="login-foot">
          <Lock size="0.875rem" aria-hidden="true" />
          Accounts are made by your platform team
        </p>
      </div>
      <div className="login-picture">
        <LoginRings />
        <p className="login-caption">
          One app out of 240, <strong>visible from the top</strong>
        </p>
      </div>
    </main>
  );
}
