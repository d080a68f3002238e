import { formatNumber } from "@/lib/words/words";
import type { System } from "@/types/entities";
import { Card, Fact, Facts } from "./Card";

export function SignInsCard({ signIns }: { signIns: System["sign_ins"] }) {
  return (
    <Card
      title="Sign-in throttle"
      note="Who fails too often is refused for a while, with the right password too."
    >
      <Facts>
        <Fact name="Refused">
          {formatNumber(signIns.refused)} <span>attempts since the start</span>
        </Fact>
        <Fact name="Failing">
          {formatNumber(signIns.counted)} <span>pairs of user and address, lately</span>
        </Fact>
      </Facts>
    </Card>
  );
}
