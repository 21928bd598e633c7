import type { Random } from "@bottleneck/grader/contract";
import { defineExercise } from "@bottleneck/grader/contract";
import type { framePages, PageRequest } from "./baseline/index.ts";
import type { Role, Trial } from "./baseline/page.ts";
import type {
  Integration,
  MenuEntry,
  Notification,
  Settings,
  TenantSettings,
} from "./baseline/settings.ts";

const featureNames = ["search", "export", "comments", "api", "audit", "sso", "themes", "webhooks"];
const limitNames = ["rowsPerPage", "uploadMegabytes", "requestsPerMinute", "exportRows"] as const;
const events = ["created", "changed", "deleted", "exported", "invited"];
const audiences = ["everyone", "members", "admins"] as const;
const labels = ["Home", "Reports", "Customers", "Orders", "Invoices", "Settings", "Hilfe", "Aide"];
const requestsPerTenant = 25;

export default defineExercise<typeof framePages>({
  title: "The tenants' settings",
  pathology: "needless allocation",
  lesson: "L04",
  order: 520,
  difficulty: 2,
  prerequisites: ["bank-feed"],
  origin: {
    url: "https://github.com/node-cache/node-cache/issues/147",
    summary:
      "By default node-cache gives its callers a deep copy of what it holds. A user found that a " +
      "get of a large value took 440 ms in his server, nearly all of it for the copy. With " +
      "another library's deep copy it took 7 ms. Without copies, all callers of such a cache " +
      "share the same object.",
  },
  entry: "framePages",
  input: {
    make: makeDay,
    sizes: { check: [3, 20, 120], time: 400 },
    edgeCases: {
      "nothing at all": () => [[], []],
      "no requests": () => [[row("acme")], []],
      "a guest before a member": () => pages([row("acme")], "guest", "member", "admin", "guest"),
      "a trial before other pages": () => [
        [row("acme"), row("globex")],
        [
          request("acme", "admin", { kind: "limit", name: "rowsPerPage", value: 7 }),
          request("acme", "admin"),
          request("globex", "admin"),
          request("acme", "member"),
        ],
      ],
      "a trial of every kind before other pages": () => [
        [row("acme")],
        [
          request("acme", "admin", ...everyTrial()),
          request("acme", "admin"),
          request("acme", "guest"),
          request("acme", "member"),
        ],
      ],
      "trials that follow one another": () => [
        [row("acme")],
        [
          request(
            "acme",
            "admin",
            { kind: "feature", name: "api", value: true },
            { kind: "feature", name: "api", value: false },
            { kind: "menu entry", entry: entry("One", "/1", "everyone") },
            { kind: "menu entry", entry: entry("Two", "/2", "admins") },
            { kind: "title", value: "First" },
            { kind: "title", value: "" },
            { kind: "limit", name: "exportRows", value: 5 },
            { kind: "limit", name: "exportRows", value: 6 },
          ),
          request("acme", "admin"),
        ],
      ],
      "a guest who may not try out more": () => [
        [row("acme")],
        [
          request(
            "acme",
            "guest",
            { kind: "limit", name: "rowsPerPage", value: 500 },
            { kind: "limit", name: "exportRows", value: 500 },
            { kind: "feature", name: "export", value: true },
          ),
          request("acme", "guest", { kind: "limit", name: "rowsPerPage", value: 5 }),
          request("acme", "member"),
        ],
      ],
      "a feature that the settings don't know": () => [
        [row("acme")],
        [
          request("acme", "member", { kind: "feature", name: "beta", value: true }),
          request("acme", "member"),
        ],
      ],
      "a tenant without features or a menu": () =>
        pages(
          [{ tenant: "acme", settings: { ...settings(), features: {}, menu: [] } }],
          "guest",
          "member",
        ),
      "a guest of a tenant without settings": () => [
        [],
        [request("nobody", "guest"), request("nobody", "member"), request("none", "admin")],
      ],
      "trials of a tenant without settings": () => [
        [],
        [request("nobody", "admin", ...everyTrial()), request("nobody", "admin")],
      ],
      "a member of a tenant without settings": () => [[], [request("nobody", "member")]],
      "two rows for one tenant": () => {
        const later = settings();
        later.branding.title = "Later";
        return pages([row("acme"), { tenant: "acme", settings: later }], "guest", "member");
      },
      "tenants named like members of every object": () => {
        const names = ["__proto__", "constructor", "toString"];
        return [
          [row("constructor")],
          names.flatMap((name) => [request(name, "guest"), request(name, "member")]),
        ];
      },
      "one page again and again": () =>
        pages([row("acme")], ...Array.from({ length: 30 }, (): Role => "guest"), "member"),
    },
  },
  answer: { compare: { kind: "exact" } },
  goal: {
    metric: "cpu time",
    target: 20,
    stretch: 50,
    bounds: [{ metric: "allocated bytes", atMost: 0.05 }],
  },
  diagnosis: { function: "deepCopy", file: "copy.ts", lines: [3, 6] },
  hints: [
    "Grade once. The hottest function knows nothing about menus or features. What does it do for " +
      "each page? How much of what it creates does a page read? How much does a page change?",
    "Somebody wrote `The caller may do with them what it likes`. Find every place that relies on " +
      "that. What would happen to the next page if the store handed out its own object? And to " +
      "the standard settings?",
    "You need a copy only where something is changed, and only of that part. Let the store hand " +
      "out what it holds, and declare it `Readonly`, deeply. Then the compiler names each place " +
      "that changes it.",
    "Turn each change into a new object that shares the parts it doesn't change: `{ ...settings, " +
      "limits: { ...settings.limits, [name]: value } }`. Do it for pages with trials or guests. " +
      "All other pages read the shared settings as they are.",
  ],
});

/** Pages of some tenants. One in four is a guest's, one in twelve tries something out. */
function makeDay(random: Random, size: number): [TenantSettings[], PageRequest[]] {
  const count = Math.ceil(size / requestsPerTenant);
  const tenants = Array.from({ length: count }, (_, position) => ({
    tenant: `tenant-${position}`,
    settings: makeSettings(random),
  }));
  const requests = Array.from({ length: size }, () => {
    const tenant = random.chance(0.04) ? "not-set-up" : random.pick(tenants).tenant;
    const role: Role = random.chance(0.25) ? "guest" : random.pick(["member", "member", "admin"]);
    const trials = random.chance(1 / 12) ? [makeTrial(random), makeTrial(random)] : [];
    return { tenant, role, trials: random.chance(0.7) ? trials.slice(0, 1) : trials };
  });
  return [tenants, requests];
}

function makeSettings(random: Random): Settings {
  return {
    branding: {
      title: `Workspace ${random.int(1, 999)}`,
      color: `#${random.int(0x100000, 0xffffff).toString(16)}`,
      logo: `/logos/${random.int(1, 999)}.svg`,
      supportEmail: `help-${random.int(1, 999)}@example.com`,
    },
    limits: {
      rowsPerPage: random.pick([10, 25, 50, 100]),
      uploadMegabytes: random.int(5, 200),
      requestsPerMinute: random.int(60, 6000),
      exportRows: random.int(100, 100_000),
    },
    features: Object.fromEntries(featureNames.map((name) => [name, random.chance(0.6)])),
    menu: Array.from({ length: random.int(4, 7) }, () => makeEntry(random)),
    notifications: Array.from({ length: random.int(16, 24) }, () => makeNotification(random)),
    integrations: Array.from({ length: random.int(8, 12) }, () => makeIntegration(random)),
  };
}

function makeEntry(random: Random): MenuEntry {
  const label = random.pick(labels);
  return entry(label, `/${label.toLowerCase()}/${random.int(1, 9)}`, random.pick(audiences));
}

function makeNotification(random: Random): Notification {
  return {
    event: random.pick(events),
    channels: random.shuffle(["mail", "chat", "push"]).slice(0, random.int(1, 3)),
    quietHours: { from: random.int(18, 23), to: random.int(5, 9) },
  };
}

function makeIntegration(random: Random): Integration {
  return {
    name: `hook ${random.int(1, 99)}`,
    url: `https://hooks.example.com/${random.int(1000, 9999)}`,
    events: random.shuffle(events).slice(0, random.int(1, 4)),
    retries: random.int(0, 5),
  };
}

function makeTrial(random: Random): Trial {
  switch (random.int(0, 3)) {
    case 0:
      return { kind: "limit", name: random.pick(limitNames), value: random.int(0, 200) };
    case 1:
      return { kind: "feature", name: random.pick(featureNames), value: random.chance(0.5) };
    case 2:
      return { kind: "title", value: `Trial ${random.int(1, 99)}` };
    default:
      return { kind: "menu entry", entry: makeEntry(random) };
  }
}

function settings(): Settings {
  return {
    branding: { title: "Acme", color: "#c00", logo: "/acme.svg", supportEmail: "it@acme.test" },
    limits: { rowsPerPage: 100, uploadMegabytes: 5, requestsPerMinute: 60, exportRows: 900 },
    features: { export: true, search: true, api: false },
    menu: [
      entry("Home", "/", "everyone"),
      entry("Team", "/team", "members"),
      entry("Bills", "/b", "admins"),
    ],
    notifications: [{ event: "created", channels: ["mail"], quietHours: { from: 20, to: 7 } }],
    integrations: [],
  };
}

function row(tenant: string): TenantSettings {
  return { tenant, settings: settings() };
}

function entry(label: string, path: string, audience: MenuEntry["audience"]): MenuEntry {
  return { label, path, audience };
}

function request(tenant: string, role: Role, ...trials: Trial[]): PageRequest {
  return { tenant, role, trials };
}

/** One page of the first tenant for each role. */
function pages(rows: TenantSettings[], ...roles: Role[]): [TenantSettings[], PageRequest[]] {
  return [rows, roles.map((role) => request(rows[0]?.tenant ?? "", role))];
}

function everyTrial(): Trial[] {
  return [
    { kind: "limit", name: "uploadMegabytes", value: 1 },
    { kind: "feature", name: "search", value: false },
    { kind: "feature", name: "beta", value: true },
    { kind: "title", value: "On trial" },
    { kind: "menu entry", entry: entry("New", "/new", "everyone") },
  ];
}
