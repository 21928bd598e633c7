/** What a tenant's administrators can set. */
export interface Settings {
  branding: Branding;
  limits: Limits;
  /**
   * Parts of the product that are switched on or off, by name: an identifier of the product's own,
   * so never `__proto__`.
   */
  features: Record<string, boolean>;
  /** The entries of the main menu, top to bottom. */
  menu: MenuEntry[];
  notifications: Notification[];
  integrations: Integration[];
}

export interface Branding {
  title: string;
  color: string;
  logo: string;
  supportEmail: string;
}

export interface Limits {
  rowsPerPage: number;
  uploadMegabytes: number;
  requestsPerMinute: number;
  exportRows: number;
}

export interface MenuEntry {
  label: string;
  path: string;
  audience: "everyone" | "members" | "admins";
}

export interface Notification {
  event: string;
  channels: string[];
  quietHours: { from: number; to: number };
}

export interface Integration {
  name: string;
  url: string;
  events: string[];
  retries: number;
}

/** The settings of one tenant, as the database holds them. */
export interface TenantSettings {
  readonly tenant: string;
  readonly settings: Settings;
}

/** What a tenant has until its administrators have set anything. */
const STANDARD: Settings = {
  branding: { title: "Workspace", color: "#1f6feb", logo: "/logo.svg", supportEmail: "" },
  limits: { rowsPerPage: 50, uploadMegabytes: 25, requestsPerMinute: 600, exportRows: 10_000 },
  features: { search: true, export: true, comments: true, api: false },
  menu: [
    { label: "Home", path: "/", audience: "everyone" },
    { label: "Reports", path: "/reports", audience: "members" },
    { label: "Settings", path: "/settings", audience: "admins" },
  ],
  notifications: [],
  integrations: [],
};

/** The settings of all tenants, in memory. */
export class SettingsStore {
  readonly #byTenant: ReadonlyMap<string, Settings>;

  /** Of two rows for the same tenant, the later one counts. */
  constructor(rows: readonly TenantSettings[]) {
    this.#byTenant = new Map(rows.map(({ tenant, settings }) => [tenant, settings]));
  }

  /** The tenant's settings. The caller may do with them what it likes: others don't see it. */
  settingsOf(tenant: string): Settings {
    return { ...(this.#byTenant.get(tenant) ?? STANDARD) };
  }
}
