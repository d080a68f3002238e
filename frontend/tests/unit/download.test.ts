/** What leaves the page for a spreadsheet: any text comes back as it was, and none of it is run. */
import { assert, oneof, property, string, array, integer } from "fast-check";
import { expect, it } from "vitest";
import { toCsv } from "@/lib/app/download";

/** As spreadsheets read it: quotes around what holds commas, quotes or line ends. */
function parse(csv: string): string[][] {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  const rows: string[][] = [[]];
  for (const [whole, quoted, plain, end] of csv.slice(1).matchAll(cells)) {
    if (whole === "" && rows.at(-1)?.length === 0) break;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "") break;
    if (end === "\r\n") rows.push([]);
  }
  return rows;
}

it("says that it is UTF-8, so that names keep their letters", () => {
  expect(toCsv([{ name: "Zürich" }])).toBe("\uFEFFname\r\nZürich");
});

it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1", "＝1"])(
  "takes %j as text",
  (text) => {
    expect(parse(toCsv([{ text }]))[1]).toEqual([`'${text}`]);
  },
);

it("gives every text back as it was, and begins none like a formula", () => {
  const cell = oneof(string({ unit: "grapheme" }), string(), integer());
  assert(
    property(array(cell, { minLength: 1, maxLength: 5 }), (values) => {
      const row = Object.fromEntries(values.map((value, index) => [`c${String(index)}`, value]));
      const read = parse(toCsv([row, row]));
      expect(read).toHaveLength(3);
      const bare = read[1]?.map((text, index) =>
        typeof values[index] === "string" && text.startsWith("'") && text !== values[index]
          ? text.slice(1)
          : text,
      );
      expect(bare).toEqual(values.map(String));
      const texts = read[1]?.filter((_, index) => typeof values[index] === "string") ?? [];
      expect(texts.filter((text) => /^\s*[=+\-@]/.test(text))).toEqual([]);
    }),
  );
});
