import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { tokenizer } from "acorn";
import { importsOf } from "../../course/source/imports.ts";
import { parseTypeScript } from "../../course/source/parse.ts";

/**
 * The modules that run when these do: themselves and what they import, types left out.
 *
 * @param entries paths of TypeScript files
 * @param isLeftOut modules that are not followed
 * @returns paths to the modules' code
 */
export function codeBehind(
  entries: readonly string[],
  isLeftOut: (path: string) => boolean,
): ReadonlyMap<string, string> {
  const code = new Map<string, string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (code.has(path) || isLeftOut(path)) continue;
    const { javaScript, imports } = moduleAt(path);
    code.set(path, javaScript);
    open.push(...imports.map((specifier) => resolve(dirname(path as string), specifier)));
  }
  return code;
}

function moduleAt(path: string): { javaScript: string; imports: string[] } {
  const parsed = parseTypeScript(readFileSync(path, "utf8"));
  if (parsed.state === "syntax error") throw new SyntaxError(`${path}: ${parsed.message}`);
  const specifiers = importsOf(parsed.program)
    .filter(({ form }) => form !== "import.meta.resolve")
    .map(({ specifier }) => specifier);
  return {
    javaScript: parsed.javaScript,
    imports: specifiers.filter((specifier) => specifier.startsWith(".")),
  };
}

/**
 * A digest of what modules do: comments, types and layout leave it as it is.
 *
 * @param root what the modules' paths are told from
 */
export function digestOfCode(code: ReadonlyMap<string, string>, root: string): string {
  const hash = createHash("sha256");
  for (const path of [...code.keys()].sort()) {
    hash.update(`\n${relative(root, path).replaceAll("\\", "/")}\n`);
    const javaScript = code.get(path) as string;
    const options = { ecmaVersion: "latest", sourceType: "module" } as const;
    for (const { start, end } of tokenizer(javaScript, options)) {
      hash.update(`${javaScript.slice(start, end)}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
