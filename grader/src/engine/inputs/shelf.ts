import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import type { Exercise, InputFile, OutputFile } from "../../contract/index.ts";
import { outputPath } from "../sandbox/output-folder.ts";
import type { EncodedArguments } from "../sandbox/sandbox.ts";
import { encode } from "../sandbox/wire.ts";
import { writingTo } from "../scratch.ts";
import type { MadeArguments } from "./make-arguments.ts";

/**
 * Turns made arguments into what is delivered: files are written and replaced by their paths, and
 * so are files to write, by paths that begin in the folder which each process has for them.
 */
export class InputShelf {
  readonly #folder: string;
  readonly #allows: Exercise["allows"];
  #numbered = 0;

  /**
   * @param folder where files go; both sides may read it
   * @param allows of the exercise: whether there may be files to write among the arguments
   */
  constructor(folder: string, allows?: Exercise["allows"]) {
    this.#folder = folder;
    this.#allows = allows;
  }

  encode(args: MadeArguments): EncodedArguments {
    const outputFiles: string[] = [];
    const delivered = args.map((argument) => {
      if (isInputFile(argument)) return this.#write(argument);
      if (!isOutputFile(argument)) return argument;
      if (this.#allows?.outputFiles !== true) throw undeclared(argument);
      const path = outputPath(this.#numbered++, argument.name);
      outputFiles.push(path);
      return path;
    });
    const encoded = encode(delivered, "the course");
    return outputFiles.length === 0 ? encoded : Object.assign(encoded, { outputFiles });
  }

  #write(file: InputFile): string {
    const folder = join(this.#folder, String(this.#numbered++));
    const path = join(folder, file.name);
    writingTo(folder, () => {
      mkdirSync(folder);
      writeFileSync(path, file.text);
    });
    return path;
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
