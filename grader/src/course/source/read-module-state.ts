import { type ModuleVariable, writtenModuleVariables } from "./module-state.ts";
import { parseJavaScript } from "./parse.ts";

/** Reads a stranger's source without its types: in the reader's process, because a parser may never end. */
export default function readModuleState(javaScript: string): readonly ModuleVariable[] {
  const parsed = parseJavaScript(javaScript);
  return parsed.state === "parsed" ? writtenModuleVariables(parsed.program) : [];
}
