import { describe, expect, it } from "vitest";
import { framePages, type PageRequest } from "#subject";
import type { Trial } from "./baseline/page.ts";
import type { TenantSettings } from "./baseline/settings.ts";

describe("framePages", () => {
  it("takes title, limits, features and menu from the tenant's settings", () => {
    expect(framePages([acme()], [page("admin")])).toEqual([
      {
        title: "Acme",
        limits: { rowsPerPage: 100, uploadMegabytes: 5, requestsPerMinute: 60, exportRows: 900 },
        features: { export: true, api: false },
        menu: acme().settings.menu,
      },
    ]);
  });

  it.each([
    ["guest", ["Home"]],
    ["member", ["Home", "Team"]],
    ["admin", ["Home", "Team", "Bills"]],
  ] as const)("shows a %s their part of the menu", (role, labels) => {
    const [frame] = framePages([acme()], [page(role)]);
    expect(frame?.menu.map(({ label }) => label)).toEqual(labels);
  });

  it("restricts guests, and nobody who comes after them", () => {
    const frames = framePages([acme()], [page("guest"), page("member"), page("guest")]);
    expect(frames.map(({ limits }) => [limits.rowsPerPage, limits.exportRows])).toEqual([
      [20, 0],
      [100, 900],
      [20, 0],
    ]);
    expect(frames.map(({ features }) => features.export)).toEqual([false, true, false]);
  });

  it.each<[Trial, (frame: ReturnType<typeof framePages>[number]) => unknown, unknown, unknown]>([
    [{ kind: "title", value: "New" }, (frame) => frame.title, "New", "Acme"],
    [{ kind: "limit", name: "rowsPerPage", value: 7 }, (frame) => frame.limits.rowsPerPage, 7, 100],
    [{ kind: "feature", name: "api", value: true }, (frame) => frame.features.api, true, false],
    [
      { kind: "menu entry", entry: { label: "Map", path: "/map", audience: "everyone" } },
      (frame) => frame.menu.at(-1)?.label,
      "Map",
      "Bills",
    ],
  ])("applies the trial %o to its own page and to no other", (trial, read, tried, saved) => {
    const frames = framePages([acme()], [page("admin"), page("admin", trial), page("admin")]);
    expect(frames.map(read)).toEqual([saved, tried, saved]);
  });

  it("applies the trials of a page in turn, and the guests' limits after them", () => {
    const trials: Trial[] = [
      { kind: "limit", name: "rowsPerPage", value: 500 },
      { kind: "feature", name: "export", value: true },
      { kind: "limit", name: "uploadMegabytes", value: 1 },
      { kind: "limit", name: "uploadMegabytes", value: 2 },
    ];
    expect(framePages([acme()], [page("guest", ...trials)])).toMatchObject([
      { limits: { rowsPerPage: 20, uploadMegabytes: 2 }, features: { export: false } },
    ]);
  });

  it("gives tenants without settings the standard ones, in every call", () => {
    const requests = [page("guest"), page("member")];
    const [guest, member] = framePages([], requests);
    expect(guest?.limits.rowsPerPage).toBe(20);
    expect(member).toMatchObject({ title: "Workspace", limits: { rowsPerPage: 50 } });
    expect(framePages([], requests)).toEqual([guest, member]);
  });

  it("goes by the later of two rows for one tenant", () => {
    const later = acme();
    later.settings.branding.title = "Later";
    expect(framePages([acme(), later], [page("member")])[0]?.title).toBe("Later");
  });

  it("leaves the rows as they were", () => {
    const rows = [acme()];
    framePages(rows, [page("guest"), page("admin", { kind: "title", value: "New" })]);
    expect(rows).toEqual([acme()]);
  });
});

function acme(): TenantSettings {
  return {
    tenant: "acme",
    settings: {
      branding: { title: "Acme", color: "#c00", logo: "/acme.svg", supportEmail: "it@acme.test" },
      limits: { rowsPerPage: 100, uploadMegabytes: 5, requestsPerMinute: 60, exportRows: 900 },
      features: { export: true, api: false },
      menu: [
        { label: "Home", path: "/", audience: "everyone" },
        { label: "Team", path: "/team", audience: "members" },
        { label: "Bills", path: "/bills", audience: "admins" },
      ],
      notifications: [],
      integrations: [],
    },
  };
}

function page(role: PageRequest["role"], ...trials: Trial[]): PageRequest {
  return { tenant: "acme", role, trials };
}
