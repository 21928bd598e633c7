import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// Clinic's libraries don't report home; this also holds for whatever they bring.
process.env.NO_INSIGHT = "1";
process.env.NO_UPDATE_NOTIFIER = "1";

/** Loads one of this workspace's libraries, or a file of one. They are CommonJS without types. */
export function loadLibrary<Library>(name: string): Library {
  try {
    return require(name);
  } catch (error) {
    throw new Error(`${name} is not installed: run npm ci`, { cause: error });
  }
}

/** Puts something in the place of a library's file, for whatever loads that file from now on. */
export function replaceLibrary<Library>(name: string, by: (original: Library) => Library): void {
  const replacement = by(loadLibrary<Library>(name));
  const loaded = require.cache[require.resolve(name)];
  if (loaded !== undefined) loaded.exports = replacement;
}

/** Runs a program of ours; what goes wrong is one line on standard error. */
export function runAsProgram(main: () => Promise<void>): Promise<void> {
  return main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
