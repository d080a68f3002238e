/** Saves a text as a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A moment as file names have it: "2026-11-24T120341". */
export function fileMoment(iso: string): string {
  return iso.slice(0, 19).replaceAll(":", "");
}

/** Tells spreadsheets that the file is UTF-8: without it "Zürich" is garbled. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Spreadsheets run cells that begin like a formula, also after blanks or in full-width form. The apostrophe makes them
 * text.
 */
function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe =
    typeof value === "string" && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export type CsvRow = Readonly<Record<string, string | number | null | undefined>>;

export function toCsv(rows: readonly CsvRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return BYTE_ORDER_MARK + lines.map((line) => line.map(cell).join(",")).join("\r\n");
}
