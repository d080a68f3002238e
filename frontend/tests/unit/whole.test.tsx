/**
 * List and page say what the API told, word for word, of releases of every kind: the badge, the sentence, the title
 * and the icon of the tab, the problems, the waves, every row of the tree, the panel, and what leaves the page.
 */
import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReleaseView } from "@/components/ReleaseDetail/ReleaseView";
import { ReleaseList } from "@/components/ReleaseList/ReleaseList";
import { csvRow } from "@/lib/list/csvRow";
import { exportRows } from "@/lib/tree/exportRows";
import { rowView } from "@/lib/tree/rowView";
import { placeText } from "@/lib/tree/problems";
import { buildTree } from "@/lib/tree/tree";
import { NO_FILTER, visibleRows } from "@/lib/tree/visible";
import { wordOf } from "@/lib/words/told";
import { formatEnd, formatIso, formatMoment, parseTime } from "@/lib/words/time";
import { releaseTitle } from "@/lib/words/title";
import { faviconOf } from "@/theme/favicon";
import type { Hierarchy, ReleaseSummary } from "@/types/entities";
import { TERMS } from "@/types/vocabulary.gen";
import { META, releasePage } from "@tests/support/releases";
import { renderWith } from "@tests/support/render";
import { NOW, SAMPLES, sample } from "@tests/support/samples";
import { server, url } from "@tests/support/server";

const icon = document.createElement("link");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  server.use(http.get(url("/api/meta"), () => HttpResponse.json(META)));
  icon.rel = "icon";
  document.head.append(icon);
});

afterEach(() => {
  icon.remove();
});

function showPage(tree: Hierarchy, node?: string): void {
  const { read_at: _, ...answer } = tree;
  const path = node === undefined ? "/" : `/?node=${encodeURIComponent(node)}`;
  renderWith(<ReleaseView answer={answer} outage={undefined} />, path);
}

function textOf(selector: string): string {
  return document.querySelector(selector)?.textContent ?? "";
}

describe.each(SAMPLES)("%s", (name) => {
  const { tree: answer, row } = sample(name);
  const { release, verdict, problems } = answer;

  it("stands on the page as it was told", () => {
    showPage(answer);
    expect(textOf(".verdict .status-badge")).toBe(verdict.word);
    expect(textOf(".verdict-text strong")).toBe(verdict.headline);
    expect(textOf(".verdict-text")).toContain(verdict.detail);
    const figure = verdict.figure ? `, ${verdict.figure}` : "";
    expect(document.title).toBe(`${verdict.word}${figure}: ${releaseTitle(release)}`);
    expect(icon.getAttribute("href")).toBe(faviconOf(verdict.status) ?? "/favicon.svg");
    const shown = [...document.querySelectorAll(".problem")].map((problem) => [
      problem.querySelector(".problem-open")?.textContent,
      problem.querySelector(".problem-place")?.textContent,
      problem.querySelector(".problem-cause")?.getAttribute("title") ?? null,
    ]);
    const tree = buildTree(answer);
    const told = problems.slice(0, 5).map((problem) => {
      const { type, label, place, cause } = problem;
      // A wave stands in nothing: beside it is what it is.
      const where = type === "wave" ? placeText(tree, problem) : place.join(" / ");
      return [label, where, cause ?? null];
    });
    expect(shown).toEqual(told);
    // A way to the problems stands only where there are some below the release.
    const ways = screen.queryAllByRole("button", { name: /^Expand problems/ });
    expect(ways.length > 0).toBe(problems.some(({ type }) => type !== "release"));
  });

  it("has the words of its waves in the strip, and those of its parts in the tree and in what leaves the page", () => {
    const tree = buildTree(answer);
    const rows = visibleRows(tree, NO_FILTER, {
      expanded: new Set(tree.rowOf.keys()),
      flipped: new Set(),
    });
    const told = rows.map(({ node }) => wordOf(node.entity));
    expect(rows.map(({ node }) => rowView(tree, node, NOW, "utc", null).word)).toEqual(told);
    const exported: unknown = JSON.parse(exportRows(tree, rows, "json"));
    expect(exported).toMatchObject(
      rows.map(({ node }) => ({ word: wordOf(node.entity), path: node.path })),
    );
    expect(row.waves.map(({ word }) => word)).toEqual(tree.root.children.map(({ word }) => word));
  });
});

it.each(SAMPLES.filter((name) => sample(name).tree.problems.length > 0))(
  "the panel says the same of the first problem: %s",
  (name) => {
    const { tree: answer } = sample(name);
    const [problem] = answer.problems;
    showPage(answer, problem?.path);
    const panel = within(screen.getByRole("complementary", { name: /^Details of/ }));
    const shown = buildTree(answer).rowOf.get(problem?.path ?? "");
    expect(shown && panel.getAllByText(shown.word).length).toBeGreaterThan(0);
  },
);

function showRow(row: ReleaseSummary): string {
  const group = row.execution?.closed_at ? "closed" : "attention";
  const page = releasePage({ items: [row], total: 1, groups: { [group]: 1 } });
  renderWith(
    <ReleaseList
      marks={null}
      only={null}
      marking={{ marked: [], toggle: () => undefined }}
      page={page}
      asOf={undefined}
      isPlaceholder={false}
    />,
  );
  return textOf(".release-row .status-badge");
}

it.each(SAMPLES.filter((name) => sample(name).row.verdict))(
  "stands in the list as it was told: %s",
  (name) => {
    const { tree, row } = sample(name);
    const { verdict } = tree;
    expect(row.verdict).toMatchObject({ word: verdict.word, headline: verdict.headline });
    expect(showRow(row)).toBe(verdict.word);
    expect(csvRow(row, NOW)["status"]).toBe(verdict.word);
    const shown = document.querySelector(".release-row .status-badge");
    expect(shown).toHaveAttribute("data-status", TERMS[verdict.word].status);
    const blamed = row.culprit && row.culprit.type !== "release" ? row.culprit.label : "";
    expect(textOf(".release-row .release-reason").toLowerCase()).toContain(blamed.toLowerCase());
  },
);

it.each(SAMPLES.filter((name) => !sample(name).row.verdict))(
  "is not read yet in the list: %s",
  (name) => {
    const { row } = sample(name);
    expect(showRow(row)).toBe("Reading");
    expect(csvRow(row, NOW)["status"]).toBe("Not read yet");
  },
);

it.each(SAMPLES.filter((name) => sample(name).tree.release.execution?.closed_at))(
  "says when it ended, on the page, in the list and in what leaves it: %s",
  (name) => {
    const { tree, row } = sample(name);
    const at = Date.parse(tree.release.ended_at ?? "");
    showPage(tree);
    expect(textOf(".rd-running")).toContain(`Ended ${formatMoment(at, NOW, "utc")}`);
    expect(csvRow(row, NOW)["ended_at"]).toBe(formatIso(at));
    if (!row.verdict) return;
    showRow(row);
    const began = parseTime(tree.release.started_at);
    expect(textOf(".release-row .release-started")).toContain(
      `ended ${formatEnd(at, began, NOW, "utc")}`,
    );
  },
);
