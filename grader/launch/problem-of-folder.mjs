import { sep } from "node:path";

/** Why the course can't run in a folder; undefined if it can. */
export function problemOfFolder(root) {
  if (!root.split(sep).includes("node_modules")) return undefined;
  return [
    `error: the course lies in ${root}, below a folder named node_modules,`,
    "  where Node runs no TypeScript",
    "  next: move the course to another folder",
  ];
}
