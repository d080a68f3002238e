import { Fact } from "@/components/ui/Fact";
import { formatNumber, nounOf } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Facts } from "./Card";

export function SignInsCard({ signIns }: { signIns: System["sign_ins"] }) {
  return (
    <Card
      title="Sign-in throttle"
      note="After too many failures, sign-ins are refused for a while, even with the right password."
    >
      <Facts>
        <Fact name="Refused">
          {formatNumber(signIns.refused)}{" "}
          <span>{nounOf(signIns.refused, "attempt")} since the start</span>
        </Fact>
        <Fact name="Failing">
          {formatNumber(signIns.counted)}{" "}
          <span>{nounOf(signIns.counted, "pair")} of user and address, lately</span>
        </Fact>
      </Facts>
    </Card>
  );
}
