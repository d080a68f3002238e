/**
 * Ages use the server's clock: on a laptop that is minutes off, a live read would look stale.
 * The HTTP date has whole seconds, so small differences are ignored.
 */
const TOLERANCE = 2000;

let offset = 0;

export function noteServerTime(serverTime: number, clientTime = Date.now()): void {
  const difference = serverTime + 500 - clientTime;
  offset = Math.abs(difference) > TOLERANCE ? difference : 0;
}

export function toServerTime(clientTime: number): number {
  return clientTime + offset;
}

export function serverNow(): number {
  return toServerTime(Date.now());
}
