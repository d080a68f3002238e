const numbers = new Intl.NumberFormat("en-GB");

/** "1,000" */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "0 byte", "812 kB", "2.4 MB" */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return new Intl.NumberFormat("en-GB", {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    maximumSignificantDigits: 3,
  }).format(bytes / 1000 ** power);
}

/** "app" of one, "apps" of any other number. */
export function nounOf(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

/** "1 app", "240 apps" */
export function plural(count: number, noun: string): string {
  return `${formatNumber(count)} ${nounOf(count, noun)}`;
}

/** "1 app is", "2 apps are" */
export function pluralIs(count: number, noun: string): string {
  return `${plural(count, noun)} ${count === 1 ? "is" : "are"}`;
}

/** Makes a workflow's text end with a full stop; its letters stay as they are. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** "Wave 3" within a sentence; other names keep their letters. */
export function within(label: string): string {
  return label.replace(/^Wave (?=\d)/, "wave ");
}

/** Only for the dashboard's own words: ids and error messages keep their case. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
