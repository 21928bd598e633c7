/** One package of the workspace, as its manifest and the last builds describe it. */
export interface Package {
  readonly name: string;
  /** How long the package itself takes to build: whole seconds, 0 for one that has no build step. */
  readonly seconds: number;
  /** Names of what must be built before, in the manifest's order; also libraries from elsewhere. */
  readonly dependsOn: readonly string[];
}

/** The packages by name. Of two manifests with the same name the one listed last counts. */
export type Workspace = ReadonlyMap<string, Package>;

export function openWorkspace(packages: readonly Package[]): Workspace {
  return new Map(packages.map((listed) => [listed.name, listed]));
}
