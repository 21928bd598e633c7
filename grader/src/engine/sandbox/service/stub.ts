import { ExerciseError } from "../../../contract/errors.ts";
import type { EntryKind } from "../../../contract/index.ts";
import { serviceModule } from "../protocol.ts";

/** What the grader itself asks of a service, and no version. */
const gradersOwn = ["operations", "change"];

/**
 * What a child gets in the place of a service's module: functions of the same names that ask the
 * process in which it runs.
 *
 * @throws ExerciseError for a function that would have to wait where nothing can, or the reverse
 */
export function stubOf(functions: Readonly<Record<string, boolean>>, kind: EntryKind): string {
  const asked = Object.entries(functions).filter(([name]) => !gradersOwn.includes(name));
  for (const [name, isAsync] of asked) {
    if (isAsync === (kind !== "function")) continue;
    const must =
      kind === "function"
        ? "must not be async: the entry is not"
        : "must be async: the entry is awaited";
    throw new ExerciseError(
      `resource/service.ts: ${name} ${must}`,
      "fix it in the exercise's folder",
    );
  }
  return [
    `import { callService } from "${serviceModule}";`,
    ...asked.map(([name]) => `export const ${name} = (...args) => callService("${name}", args);`),
    // The grader asks the service for both.
    "export const operations = () => 0;",
    "export const change = () => {};",
    "",
  ].join("\n");
}
