import { walk } from "./walk.ts";

/**
 * The plain files below a folder, as sorted paths with forward slashes. Names that begin with a dot,
 * and `node_modules`, are left out with what is in them.
 *
 * @param isLeftOut files and folders, by path, that are not looked at either
 */
export function plainFilesBelow(
  folder: string,
  isLeftOut: (path: string) => boolean = () => false,
): string[] {
  return walk(folder, (path, name) => isLitter(name) || isLeftOut(path))
    .filter(({ entry }) => entry.isFile())
    .map(({ path }) => path)
    .toArray()
    .sort();
}

/** What tools leave behind, and nobody means to be part of a program. */
export const isLitter = (name: string) => name.startsWith(".") || name === "node_modules";
