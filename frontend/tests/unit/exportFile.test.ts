import { describe, expect, it } from "vitest";
import { readExport } from "@/services/exportFile";
import { READ_AT, storefront } from "../support/samples";

describe("an exported tree", () => {
  const file = (body: unknown) =>
    new File([typeof body === "string" ? body : JSON.stringify(body)], "tree.json");

  it("is read with its moment, as it stands in the file", async () => {
    const tree = storefront();
    const read = await readExport(file(tree));
    expect([read.readAt, read.text, read.answer.release.id]).toEqual([
      READ_AT,
      JSON.stringify(tree),
      tree.release.id,
    ]);
  });

  it("asks for no approval", async () => {
    const tree = storefront();
    const [problem] = tree.problems;
    if (problem) problem.approve_url = "https://evil.example";
    const { answer } = await readExport(file(tree));
    expect(answer.problems.map(({ approve_url: url }) => url ?? null)).not.toContain(
      "https://evil.example",
    );
  });

  it.each([
    ["{", "not an exported tree"],
    ["[]", "not an exported tree"],
    [{ ...storefront(), read_at: "noon" }, "not an exported tree"],
    [{ ...storefront(), release: { id: "x", type: "release", path: "x", waves: [7] } }, "damaged"],
  ])("that is none is refused: %#", async (body, said) => {
    await expect(readExport(file(body))).rejects.toThrow(said);
  });
});
