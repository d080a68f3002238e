import { describe, expect, it } from "vitest";
import { toCsv } from "@/lib/app/download";
import { isFiltered, readFilter, writeFilter } from "@/lib/list/listFilter";
import { loginPath, releasePath, safeReturnPath } from "@/lib/app/paths";
import { summaryOf, summaryText, worstOf } from "@/lib/list/listSummary";
import { groupsOf, rowReason, rowTimes } from "@/lib/list/releaseRow";
import type { ReleaseSummary } from "@/types/entities";
import { NOW, releasePage } from "@tests/support/releases";
import { sample } from "@tests/support/samples";

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

function reasonOf(item: ReleaseSummary) {
  return item.verdict ? rowReason(item, item.verdict, NOW) : undefined;
}

describe("the reason", () => {
  it.each([
    [
      "Storefront",
      "2 failed, 1 stuck",
      "checkout in eu-west-1b",
      "ImagePullBackOff: storefront/checkout:2026.48.2 not found in registry",
    ],
    [
      "Edge gateway",
      "3 stuck",
      "tls-terminator in us-east-2c",
      "attempt 9, readiness probe timed out after 30 s",
    ],
    ["Payments", "17 unknown", "cluster ap-south-1a", "No worker polls queue payments-apac."],
    ["Mobile BFF", "Approval of wave 3", "", "waiting 2 h 51 min, asked of platform-oncall"],
    ["Search", "14 in progress", "", "wave 4, Americas: 22 of 36 apps done"],
    ["Billing", "Paused", "", "change freeze until Wed 08:00."],
    ["Notifications", "Not started", "", "window opens 14:00."],
    ["Ledger", "Cancelled", "", "superseded by 4.0.0-rc.3."],
  ])("of %s is %s", (name, lead, who, why) => {
    const reason = reasonOf(row(name));
    expect(reason && reason.lead + reason.rest).toBe(lead);
    expect([reason?.who, reason?.where].filter(Boolean).join(" ")).toBe(who);
    expect(reason?.why).toBe(why);
  });

  it("is nothing for what succeeded", () => {
    expect(reasonOf(sample("succeeded").row)).toBeUndefined();
  });

  it("is the release's own where no part is to blame", () => {
    expect(reasonOf(sample("terminated").row)).toMatchObject({
      lead: "Terminated",
      who: "",
      why: "Hotfix goes first",
    });
  });

  it("blames what many with one cause stand in", () => {
    expect(reasonOf(sample("one cause").row)).toMatchObject({
      lead: "3 failed",
      who: "cluster eu-2",
      where: "",
      why: "ImagePullBackOff: shop/…:7.1 not found",
    });
  });

  it("says of one that waits beside a retry what a person is needed for", () => {
    expect(reasonOf(sample("retrying and waiting").row)).toMatchObject({
      lead: "Approval of api",
      rest: "",
    });
  });
});

it("says when a row began, and nothing of one that has not", () => {
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
