import { dirname, join } from "node:path";
import ts from "typescript";

/** What is checked, as JSON for the process that does it. */
export interface TypeJob {
  /** Where the files would be; nothing is read below it. */
  readonly folder: string;
  /** Text by path from the folder. */
  readonly files: readonly (readonly [path: string, text: string])[];
  /** The path of the tsconfig.json whose options count. */
  readonly config: string;
}

/** One thing that the compiler of types has to say. */
export interface TypeMistake {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What the compiler found: the first few mistakes, and how many there are. */
export interface TypeMistakes {
  readonly first: readonly TypeMistake[];
  readonly count: number;
}

/** Later ones often follow from them. */
const mostMistakes = 5;

/** Finds the mistakes in the types of a version: in a process of its own, because it takes a while. */
export default function findMistakes(json: string): TypeMistakes {
  const { folder, files, config }: TypeJob = JSON.parse(json);
  const { options, fileNames } = configAt(config);
  const texts = new Map(files.map(([path, text]) => [pathIn(folder, path), text]));
  const program = ts.createProgram({
    rootNames: [...texts.keys(), ...fileNames],
    options,
    host: hostWith(texts, `${pathIn(folder, "")}/`, options),
  });
  const found = [...texts.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return source === undefined ? [] : [...program.getSemanticDiagnostics(source)];
  });
  const errors = found.filter(({ category }) => category === ts.DiagnosticCategory.Error);
  return {
    first: errors.slice(0, mostMistakes).map((error) => mistakeOf(error, folder)),
    count: errors.length,
  };
}

/** As the compiler writes paths, on all systems. */
const pathIn = (folder: string, path: string) =>
  join(folder, path).replaceAll("\\", "/").replace(/\/$/, "");

/** Versions run as modules, whatever a package.json around them says. */
const asModules: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** Its options, and the declarations that it names; not the files that it includes. */
function configAt(path: string) {
  const host = { ...ts.sys, readDirectory: () => [] };
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, host, dirname(path), asModules, path);
}

/** The version's files from memory, and of its folder nothing else. */
function hostWith(
  texts: ReadonlyMap<string, string>,
  folder: string,
  options: ts.CompilerOptions,
): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || (!path.startsWith(folder) && fileExists(path));
  host.readFile = (path) =>
    texts.get(path) ?? (path.startsWith(folder) ? undefined : readFile(path));
  return host;
}

function mistakeOf({ file, start = 0, messageText }: ts.Diagnostic, folder: string): TypeMistake {
  const line = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start).line;
  return {
    file: file?.fileName.slice(pathIn(folder, "").length + 1) ?? "",
    line: line + 1,
    message: typeof messageText === "string" ? messageText : messageText.messageText,
  };
}
