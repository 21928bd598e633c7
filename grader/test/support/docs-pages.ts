import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The root of the repository. */
export const root = resolve(import.meta.dirname, "../../..");

/** Every page that somebody reads, from the root. */
export const pages = globSync(
  ["*.md", "docs/**/*.md", "{packages,projects}/*/README.md", "solutions/**/*.md"],
  { cwd: root },
);

/** The text of a file, by its path from the root. */
export const text = (page: string) => readFileSync(join(root, page), "utf8");

/** What a page tells its reader to type: `npm run <script> [-- <arguments>]`, up to a comment. */
function commandsOf(page: string): { script: string; args: string }[] {
  const found = text(page).matchAll(/npm run (?:-s |--silent )?([\w:-]+)(?: -- ([^`\n#&]*))?/g);
  return [...found].map(([, script = "", args = ""]) => ({ script, args: args.trim() }));
}

/** Every command that some page names, once. */
export const commands = new Map(
  pages.flatMap(commandsOf).map((command) => [`${command.script} ${command.args}`.trim(), command]),
);
