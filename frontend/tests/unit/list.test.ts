import { describe, expect, it } from "vitest";
import { toCsv } from "@/lib/app/download";
import { isFiltered, readFilter, writeFilter } from "@/lib/list/listFilter";
import { loginPath, releasePath, safeReturnPath } from "@/lib/app/paths";
import { summaryOf, summaryText, worstOf } from "@/lib/list/listSummary";
import { groupsOf, rowReason, rowTimes, rowWord, wavePosition } from "@/lib/list/releaseRow";
import { NOW, problems, releasePage, releaseSummary, waves } from "@tests/support/releases";

const page = releasePage();

function row(name: string) {
  const found = page.items.find((item) => item.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

describe("groups", () => {
  it("puts each row where the server counted it", () => {
    expect(groupsOf(page).map(({ name, count, items }) => [name, count, items.length])).toEqual([
      ["attention", 4, 4],
      ["open", 4, 4],
      ["closed", 135, 4],
    ]);
  });

  it("goes on in the middle of a group on a later page", () => {
    const later = releasePage({ page: 2, page_size: 6, items: page.items.slice(6) });
    expect(groupsOf(later).map(({ name, items }) => [name, items.length])).toEqual([
      ["open", 2],
      ["closed", 4],
    ]);
  });
});

describe("the reason", () => {
  it.each([
    [
      "Storefront",
      "2 failed, 1 stuck",
      "checkout in eu-west-1b",
      "ImagePullBackOff, image tag not found",
    ],
    [
      "Edge gateway",
      "3 stuck",
      "tls-terminator in us-east-2c",
      "attempt 9, readiness probe timed out after 30 s",
    ],
    ["Payments", "17 unknown", "cluster ap-south-1a", "no worker polls queue payments-apac"],
    ["Mobile BFF", "Approval of wave 3", "", "waiting 2 h 51 min, asked of platform-oncall"],
    ["Search", "14 in progress", "", "wave 4, Americas: 24 of 36 apps done"],
    ["Billing", "Paused", "", "change freeze until Wed 08:00"],
    ["Notifications", "Not started", "", "window opens 14:00"],
    ["Ledger", "Cancelled", "", "superseded by 4.0.0-rc.3"],
  ])("of %s is %s", (name, lead, who, why) => {
    const reason = rowReason(row(name), NOW);
    expect(reason && reason.lead + reason.rest).toBe(lead);
    expect([reason?.who, reason?.where].filter(Boolean).join(" ")).toBe(who);
    expect(reason?.why).toBe(why);
  });

  it("does not say twice that it was cancelled", () => {
    const twice = releaseSummary({
      name: "A",
      version: "1",
      health: "cancelled",
      message: "Cancelled: superseded by 2",
    });
    expect(rowReason(twice, NOW)).toMatchObject({ lead: "Cancelled", why: "superseded by 2" });
  });

  it("is nothing for what succeeded", () => {
    const done = releaseSummary({ name: "A", version: "1", health: "succeeded" });
    expect(rowReason(done, NOW)).toBeUndefined();
  });

  it("falls back to the release's own words where no part is to blame", () => {
    const alone = releaseSummary({
      name: "A",
      version: "1",
      health: "failed",
      code: "execution_terminated",
      ended: "2026-11-23T14:57:00Z",
      reason: "terminated by ops: wrong build",
      problems: problems({}),
    });
    expect(rowReason(alone, NOW)).toMatchObject({
      lead: "Terminated",
      who: "",
      why: "terminated by ops: wrong build",
    });
  });
});

describe("the wave", () => {
  it("is counted from one", () => {
    expect(wavePosition(row("Storefront"))).toMatchObject({ text: "2 of 5", current: 1 });
    expect(wavePosition(row("Notifications"))).toMatchObject({ text: "0 of 4", hasBegun: false });
    expect(wavePosition(row("Ledger"))).toMatchObject({ text: "1 of 3", current: undefined });
  });

  it("is where an ended release came to, not where it would have gone", () => {
    const ended = "2026-11-23T14:57:00Z";
    const facts = { name: "A", version: "1", ended, current_wave: 3 };
    const cut = releaseSummary({
      ...facts,
      health: "cancelled",
      waves: waves("succeeded", "cancelled", "cancelled"),
    });
    expect(wavePosition(cut)?.text).toBe("1 of 3");
    const failed = releaseSummary({
      ...facts,
      health: "failed",
      waves: waves("succeeded", "failed", "skipped", "skipped"),
    });
    expect(wavePosition(failed)?.text).toBe("2 of 4");
  });

  it("is the last one once all are over, and none before they are read", () => {
    const done = releaseSummary({
      name: "A",
      version: "1",
      health: "succeeded",
      ended: "2026-11-23T14:57:00Z",
      waves: waves("succeeded", "skipped"),
    });
    expect(wavePosition(done)?.text).toBe("2 of 2");
    expect(wavePosition(releaseSummary({ name: "A", version: "1" }))).toBeUndefined();
  });
});

it("says words and times of a row", () => {
  expect(rowWord(row("Catalog"), false)).toBe("Ended with failures");
  expect(rowWord(row("Edge gateway"), true)).toBe("Was stuck");
  expect(rowTimes(row("Notifications")).started).toBeUndefined();
  expect(rowTimes(row("Search")).started).toBe(Date.parse("2026-11-24T10:05:00Z"));
});

describe("the summary", () => {
  it("counts what needs a person", () => {
    expect(summaryText(summaryOf(page))).toBe("1 failing, 1 stuck, 1 unknown, 1 needs approval");
  });

  it("gives the tab's icon the worst of it", () => {
    expect(worstOf(summaryOf(page))).toBe("failed");
    expect(worstOf(summaryOf(releasePage({ attention: {} })))).toBeUndefined();
  });

  it("counts those on other pages too", () => {
    const many = releasePage({ items: [], attention: { stuck: 30, waiting: 2 } });
    expect(summaryText(summaryOf(many))).toBe("30 stuck, 2 need approval");
  });
});

describe("the address", () => {
  it("holds the filter, and forgives nonsense", () => {
    const filter = readFilter(
      new URLSearchParams("q=pay&status=waiting&status=failed&status=x&page=-3"),
    );
    expect(filter).toEqual({ q: "pay", statuses: ["failed", "waiting"], page: 1 });
    expect(writeFilter({ ...filter, page: 2 }).toString()).toBe(
      "q=pay&status=failed&status=waiting&page=2",
    );
    expect(writeFilter({ q: "", statuses: [], page: 1 }).toString()).toBe("");
    expect([isFiltered(filter), isFiltered({ q: "", statuses: [], page: 4 })]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    ["/releases/release:a?node=b#c", "/releases/release:a?node=b#c"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["/login?to=/login", "/"],
    [null, "/"],
  ])("after signing in %s leads to %s", (wanted, path) => {
    expect(safeReturnPath(wanted)).toBe(path);
  });

  it("names releases", () => {
    expect(releasePath("release:a b/c")).toBe("/releases/release:a%20b%2Fc");
    expect([loginPath("/"), loginPath("/?q=a")]).toEqual(["/login", "/login?to=%2F%3Fq%3Da"]);
  });
});

it("writes CSV that no spreadsheet runs", () => {
  expect(toCsv([{ name: '=HYPERLINK("x")', apps: -2, note: "a, b" }])).toBe(
    '\uFEFFname,apps,note\r\n"\'=HYPERLINK(""x"")",-2,"a, b"',
  );
});
