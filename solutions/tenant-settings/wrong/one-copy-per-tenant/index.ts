import { type PageFrame, pageFrame, type Role, type Trial } from "./page.ts";
import { SettingsStore, type TenantSettings } from "./settings.ts";

/** Somebody opens a page. */
export interface PageRequest {
  readonly tenant: string;
  readonly role: Role;
  /** Changes to the settings that hold for this page only, applied in turn. */
  readonly trials: readonly Trial[];
}

/**
 * Draws up the frames of the pages that were asked for, in the order of the requests.
 *
 * A page's settings are those of its tenant, or the standard ones for a tenant without any, with the
 * request's trials. Guests get at most 20 rows, no export rows and no `export` feature, whatever the
 * trials say. What one page makes of its settings no other page sees. Never throws, and doesn't
 * change its arguments.
 */
export function framePages(
  tenants: readonly TenantSettings[],
  requests: readonly PageRequest[],
): PageFrame[] {
  const store = new SettingsStore(tenants);
  return requests.map(({ tenant, role, trials }) =>
    pageFrame(store.settingsOf(tenant), role, trials),
  );
}
