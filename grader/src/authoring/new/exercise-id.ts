import { existsSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../../contract/errors.ts";

/** Workspaces of the course that are no exercises, and names that Windows keeps to itself. */
const reserved = ["grader", "profiling-tools", "solutions", "con", "prn", "aux", "nul"];

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const mostCharacters = 40;

/**
 * The id of a new exercise, which becomes the name of its folders and of its workspace.
 *
 * @param root of the course that it must be new to
 * @throws SetupError for one that can't be used, naming the nearest that can
 */
export function readNewId(text: string, root: string): string {
  const id = text.trim();
  if (id === "") {
    throw new SetupError("an exercise needs an id", "give it a name such as revenue-report");
  }
  if (!kebabCase.test(id)) throw notKebabCase(id);
  if (id.length > mostCharacters) {
    throw new SetupError(
      `"${id}" is too long for an id`,
      `use ${mostCharacters} characters or fewer`,
    );
  }
  if (reserved.includes(id)) {
    throw new SetupError(`"${id}" is a reserved word`, `add what is slow, such as ${id}-join`);
  }
  const taken = foldersOf(id).find((folder) => existsSync(join(root, folder)));
  if (taken !== undefined) {
    throw new SetupError(`the id ${id} is taken: ${taken}/ exists`, `try ${freeId(id, root)}`);
  }
  return id;
}

/** Everything in the course that an exercise of this id may have. */
const foldersOf = (id: string) => [`packages/${id}`, `projects/${id}`, `solutions/${id}`];

function notKebabCase(id: string): SetupError {
  const nearest = kebabCased(id);
  const rule = "small letters and digits, words joined by hyphens";
  return new SetupError(
    `"${id}" is no id: ${rule}`,
    nearest === "" ? "give it a name such as revenue-report" : `did you mean ${nearest}?`,
  );
}

/** The nearest id; empty where nothing of the text can be part of one. */
function kebabCased(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-0-9]+|-+$/g, "");
}

function freeId(id: string, root: string): string {
  for (let number = 2; ; number++) {
    const candidate = `${id}-${number}`;
    if (!foldersOf(candidate).some((folder) => existsSync(join(root, folder)))) return candidate;
  }
}
