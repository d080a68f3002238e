import { chakra } from "@chakra-ui/react";

/** One release as rings, from the inside: release, waves, clusters, bundles, apps. One app has failed. */

const WAVE_APPS = [12, 36, 48, 72, 72];
const APPS = 240;
const APPS_PER_CLUSTER = 12;
const FAILED_APP = 41;
const START = -22;

type Tone = "rest" | "done" | "trouble";

interface Arc {
  from: number;
  to: number;
  tone: Tone;
}

function degrees(app: number): number {
  return START + (app / APPS) * 360;
}

function toneOf(first: number, count: number): Tone {
  if (first <= FAILED_APP && FAILED_APP < first + count) return "trouble";
  return first < FAILED_APP ? "done" : "rest";
}

function arcs(sizes: readonly number[]): Arc[] {
  let first = 0;
  return sizes.map((size) => {
    const arc = { from: degrees(first), to: degrees(first + size), tone: toneOf(first, size) };
    first += size;
    return arc;
  });
}

function point(angle: number, radius: number): string {
  const radians = (angle * Math.PI) / 180;
  return `${(300 + radius * Math.sin(radians)).toFixed(2)} ${(300 - radius * Math.cos(radians)).toFixed(2)}`;
}

/** The gap between neighbours is the same on every ring. */
function arcPath({ from, to }: Arc, radius: number, gap: number): string {
  const margin = ((gap / radius) * 180) / Math.PI / 2;
  const [a, b] = [from + margin, to - margin];
  return `M${point(a, radius)}A${String(radius)} ${String(radius)} 0 ${b - a > 180 ? "1" : "0"} 1 ${point(b, radius)}`;
}

function ticks(first: number, last: number): string {
  let path = "";
  for (let app = first; app < last; app += 1) {
    const angle = degrees(app + 0.5);
    path += `M${point(angle, 247)}L${point(angle, 284)}`;
  }
  return path;
}

const clusters = Array.from({ length: APPS / APPS_PER_CLUSTER }, () => APPS_PER_CLUSTER);

const RINGS = [
  { level: "wave", radius: 128, width: 16, gap: 6, arcs: arcs(WAVE_APPS) },
  { level: "cluster", radius: 175, width: 16, gap: 6, arcs: arcs(clusters) },
  { level: "bundle", radius: 214, width: 7, gap: 6, arcs: arcs(clusters) },
] as const;

/** How red each ring is, in per cent: the nearer to the app that failed, the redder. */
const REDNESS = { release: 28, wave: 42, cluster: 60, bundle: 80, app: 100 };

const STROKES = {
  rest: "var(--trough)",
  done: "color-mix(in srgb, var(--muted) 50%, var(--canvas))",
};

function strokeOf(level: keyof typeof REDNESS, tone: Tone): string {
  const red = `var(--status-failed-icon) ${String(REDNESS[level])}%`;
  return tone === "trouble" ? `color-mix(in oklab, ${red}, var(--canvas))` : STROKES[tone];
}

const failedAngle = degrees(FAILED_APP + 0.5);

export function LoginRings() {
  return (
    <chakra.svg
      w="min(37.5rem, 100%)"
      h="auto"
      my="auto"
      css={{ translate: "0 0.25rem" }}
      viewBox="0 0 600 600"
      fill="none"
      aria-hidden="true"
    >
      <circle cx="300" cy="300" r="82" stroke={strokeOf("release", "trouble")} strokeWidth="16" />
      {RINGS.map(({ level, radius, width, gap, arcs: parts }) =>
        parts.map((arc) => (
          <path
            key={`${level}${String(arc.from)}`}
            d={arcPath(arc, radius, gap)}
            stroke={strokeOf(level, arc.tone)}
            strokeWidth={width}
          />
        )),
      )}
      <path d={ticks(0, FAILED_APP)} stroke={STROKES.done} strokeWidth="4.6" />
      <path d={ticks(FAILED_APP + 1, APPS)} stroke={STROKES.rest} strokeWidth="4.6" />
      <path
        stroke={strokeOf("app", "trouble")}
        d={`M${point(failedAngle, 247)}L${point(failedAngle, 298)}`}
        strokeWidth="4.6"
      />
    </chakra.svg>
  );
}
