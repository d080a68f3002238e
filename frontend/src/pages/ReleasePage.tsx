export function ReleasePage() {
  return null;
}
