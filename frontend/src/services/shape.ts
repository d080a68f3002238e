type Kind = "string" | "number" | "boolean" | "list" | "object";

/** The fields an answer must have: a kind of value, or a nested shape. */
export interface Shape {
  readonly [field: string]: Kind | Shape;
}

function isKind(value: unknown, kind: Kind): boolean {
  if (kind === "list") return Array.isArray(value);
  if (kind === "object") return typeof value === "object" && value !== null;
  return typeof value === kind;
}

/** Whether an answer has the expected fields. A proxy may answer with JSON of its own. */
export function hasShape(value: unknown, shape: Shape): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(shape).every(([field, wanted]) => {
    const found: unknown = Reflect.get(value, field);
    return typeof wanted === "string" ? isKind(found, wanted) : hasShape(found, wanted);
  });
}
