import { resolve, sep } from "node:path";
import type { ToolJob } from "../../src/evidence/tools/driven-run.ts";
import { escapedHtml, replaceOnce } from "../page-text.ts";

const courseRoot = resolve(import.meta.dirname, "../../..");

/** All of Clinic's pages ask its site for fonts. */
const fonts = "https://clinicjs.org/assets/css/fonts.css";
const noFonts = "data:text/css,";

/** Makes a page of Clinic tell what it shows, ask the network for nothing and name no folder of this machine. */
export function adaptClinicPage(page: string, { tool, title, source }: ToolJob): string {
  const named = replaceOnce(page, /<title>[^<]*<\/title>/, `<title>${escapedHtml(title)}</title>`);
  return (tool === "doctor" ? withAllCommands(named) : withoutElapsedTime(named))
    .replaceAll(fonts, noFonts)
    .replaceAll(courseRoot + sep, "")
    .replaceAll(source + sep, "");
}

/** Flame tells the time since it began to collect, which was another process here. */
function withoutElapsedTime(page: string): string {
  return page.replace(/Elapsed Time: <strong>0s<\/strong>/, "");
}

/**
 * Doctor stops with an error where a recommendation names two commands: it looks for a command by
 * its class, which what it has put in the place of the first one has too.
 */
function withAllCommands(page: string): string {
  return replaceOnce(page, /insert\("span",\s*"\.snippet"\)/, 'insert("span",()=>this)');
}
