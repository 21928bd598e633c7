import type { Limits, MenuEntry, Settings } from "./settings.ts";

export type Role = "guest" | "member" | "admin";

/** A change that an administrator tries out on a page of their own before saving it. */
export type Trial =
  | { readonly kind: "limit"; readonly name: keyof Limits; readonly value: number }
  | { readonly kind: "feature"; readonly name: string; readonly value: boolean }
  | { readonly kind: "title"; readonly value: string }
  | { readonly kind: "menu entry"; readonly entry: MenuEntry };

/** What every page needs to know before it is drawn. */
export interface PageFrame {
  readonly title: string;
  readonly limits: Limits;
  readonly features: Readonly<Record<string, boolean>>;
  /** Of the tenant's menu, what the role may see. */
  readonly menu: readonly MenuEntry[];
}

const GUEST_ROWS = 20;
const GUEST_EXPORT_ROWS = 0;

/** Draws up the frame for a page that somebody opens. */
export function pageFrame(settings: Settings, role: Role, trials: readonly Trial[]): PageFrame {
  for (const trial of trials) tryOut(settings, trial);
  if (role === "guest") restrictToGuest(settings);
  return {
    title: settings.branding.title,
    limits: settings.limits,
    features: settings.features,
    menu: settings.menu.filter(({ audience }) => sees(role, audience)),
  };
}

function tryOut(settings: Settings, trial: Trial): void {
  switch (trial.kind) {
    case "limit":
      settings.limits[trial.name] = trial.value;
      break;
    case "feature":
      settings.features[trial.name] = trial.value;
      break;
    case "title":
      settings.branding.title = trial.value;
      break;
    case "menu entry":
      settings.menu.push(trial.entry);
      break;
  }
}

function restrictToGuest({ limits, features }: Settings): void {
  limits.rowsPerPage = Math.min(limits.rowsPerPage, GUEST_ROWS);
  limits.exportRows = GUEST_EXPORT_ROWS;
  features.export = false;
}

function sees(role: Role, audience: MenuEntry["audience"]): boolean {
  if (audience === "everyone" || role === "admin") return true;
  return audience === "members" && role === "member";
}
