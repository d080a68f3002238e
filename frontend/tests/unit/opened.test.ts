import { describe, expect, it } from "vitest";
import { forgetOpened, hasOpened, leave, leftOf, openLeft } from "@/hooks/opened";
import type { Left } from "@/hooks/opened";
import { READ_AT, storefront } from "@tests/support/samples";

function left(id: string): Left {
  const { read_at: readAt, ...answer } = storefront();
  return { at: 1, readAt, answer: { ...answer, release: { ...answer.release, id } } };
}

describe("releases as a tab left them", () => {
  it("are the last three, until the user signs out", () => {
    for (const id of ["a", "b", "a", "c", "d"]) leave(left(`release:${id}`));
    const known = () => ["a", "b", "c", "d"].filter((id) => leftOf(`release:${id}`));
    expect(known()).toEqual(["a", "c", "d"]);
    forgetOpened();
    expect(known()).toEqual([]);
  });

  it("are compared as the API had answered them", () => {
    expect(openLeft(left("release:a"))).toBe(`release:a@${READ_AT}`);
    expect(hasOpened()).toBe(true);
    forgetOpened();
  });
});
