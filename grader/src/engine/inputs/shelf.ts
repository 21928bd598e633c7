import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import type { Exercise, InputFile, OutputFile } from "../../contract/index.ts";
import { outputPath } from "../sandbox/output-folder.ts";
import type { EncodedArguments } from "../sandbox/sandbox.ts";
import { encode } from "../sandbox/wire.ts";
import { writingTo } from "../scratch.ts";
import { LentFile } from "./lent-file.ts";
import type { MadeArguments } from "./make-arguments.ts";

/** On average. */
const callsPerEdition = 8;

/**
 * Turns made arguments into what is delivered: files are written, to be lent to whoever the
 * arguments are delivered to, and replaced by their paths; and so are files to write, by paths that
 * begin in the folder which each process has for them.
 */
export class InputShelf {
  readonly #folders: { readonly kept: string; readonly shown: string };
  readonly #allows: Exercise["allows"];
  #numbered = 0;
  #edition = 0;

  /**
   * @param shown the folder of the files that are lent; both sides may read it
   * @param kept the folder of all others, which nobody may read
   * @param allows of the exercise: whether there may be files to write among the arguments
   */
  constructor(shown: string, kept: string, allows?: Exercise["allows"]) {
    this.#folders = { shown, kept };
    this.#allows = allows;
  }

  /** @param edition of the exercise's resource; drawn by default */
  encode(args: MadeArguments, edition = this.#nextEdition()): EncodedArguments {
    const inputFiles: LentFile[] = [];
    const outputFiles: string[] = [];
    const delivered = args.map((argument) => {
      if (isInputFile(argument)) {
        const file = this.#write(argument);
        inputFiles.push(file);
        return file.path;
      }
      if (!isOutputFile(argument)) return argument;
      if (this.#allows?.outputFiles !== true) throw undeclared(argument);
      const path = outputPath(this.#numbered++, argument.name);
      outputFiles.push(path);
      return path;
    });
    return Object.assign(encode(delivered, "the course"), {
      edition,
      ...(inputFiles.length > 0 && { inputFiles }),
      ...(outputFiles.length > 0 && { outputFiles }),
    });
  }

  /**
   * The same for both sides, and known to nobody before. Not one for each input, because a resource
   * that has changed may have to be read anew.
   */
  #nextEdition(): number {
    const isNew = this.#edition === 0 || randomInt(callsPerEdition) === 0;
    if (isNew) this.#edition = randomInt(1, 2 ** 32);
    return this.#edition;
  }

  #write({ name, text }: InputFile): LentFile {
    const inside = String(this.#numbered++);
    const folder = join(this.#folders.kept, inside);
    writingTo(folder, () => {
      mkdirSync(folder);
      writeFileSync(join(folder, name), text);
    });
    return new LentFile(this.#folders, inside, name);
  }
}

function undeclared({ name }: OutputFile): ExerciseError {
  return new ExerciseError(
    `the input has an outputFile("${name}"), which the manifest does not announce`,
    "set allows.outputFiles to true in the exercise's exercise.ts",
  );
}

/** True for an argument that stands for a file. */
export function isInputFile(argument: unknown): argument is InputFile {
  return (argument as InputFile | null)?.kind === "input file";
}

/** True for an argument that stands for a file to write. */
export function isOutputFile(argument: unknown): argument is OutputFile {
  return (argument as OutputFile | null)?.kind === "output file";
}
