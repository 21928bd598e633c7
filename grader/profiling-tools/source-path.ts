import { basename, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * How a page shows a file: relative to the version's folder, or from node_modules on, or by its
 * name alone. The folders before it are this machine's, and a page may be handed on.
 *
 * @param file a path or a file URL
 * @param source the folder of the version
 */
export function shownPath(file: string, source: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  if (path.startsWith(source + sep)) return withSlashes(path.slice(source.length + 1));
  const insidePackages = path.lastIndexOf(`${sep}node_modules${sep}`);
  return insidePackages < 0 ? basename(path) : withSlashes(path.slice(insidePackages + 1));
}

/** True for a file of the version or of anything else outside of Node and its packages. */
export function isOwnFile(file: string): boolean {
  return file.startsWith("file:") && !file.includes("/node_modules/");
}

function withSlashes(path: string): string {
  return path.replaceAll(sep, "/");
}
