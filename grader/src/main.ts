import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { DefineCommand, Finish } from "./commands/terminal/command-line.ts";
import { exitCodes } from "./commands/terminal/exit-codes.ts";
import { explainError } from "./commands/terminal/explain-error.ts";
import {
  notesOnKeptOptions,
  optionsKeptByNpm,
  refuseStrayValues,
} from "./commands/terminal/npm-options.ts";
import { tell } from "./commands/terminal/terminal.ts";
import { endAllProcesses } from "./engine/sandbox/process-tree.ts";
import { removeAllScratch } from "./engine/scratch.ts";
import { dismissWatchdog } from "./engine/watchdog.ts";

const commandsFolder = join(import.meta.dirname, "commands");

/** The files of the commands that a command line may mean: one where it names one, else all. */
function commandFiles(typed: string | undefined): string[] {
  const named = `${typed?.replace(":", "-")}.ts`;
  if (/^[a-z-]+\.ts$/.test(named) && existsSync(join(commandsFolder, named))) return [named];
  return readdirSync(commandsFolder).filter((name) => name.endsWith(".ts"));
}

/** The program with the commands that may be meant: loading all of them takes a while. */
async function commandLine(typed: string | undefined, finish: Finish): Promise<Command> {
  const files = commandFiles(typed);
  const program = new Command("bottleneck")
    .exitOverride()
    .configureHelp({ commandUsage: usageThroughNpm })
    .showHelpAfterError(helpFor(files, typed));
  for (const file of files) {
    const { define } = (await import(`./commands/${file}`)) as { define: DefineCommand };
    define(program, finish);
  }
  return program;
}

/** npm itself would answer a --help without the dashes before it. */
function helpFor(files: readonly string[], typed: string | undefined): string {
  return files.length === 1 ? `  next: see npm run ${typed} -- --help` : "(see --help)";
}

/** What was typed, with the options that npm kept because no `--` was before them. */
function completed(typed: readonly string[], program: Command): readonly string[] {
  const [name, ...rest] = typed;
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return typed;
  refuseStrayValues(command, rest, process.env);
  for (const note of notesOnKeptOptions(command, process.env)) tell(`${note}\n`);
  return [command.name(), ...optionsKeptByNpm(command, process.env), ...rest];
}

/** A person types the command as a script of npm. */
function usageThroughNpm(command: {
  readonly parent: unknown;
  name(): string;
  usage(): string;
}): string {
  return command.parent === null
    ? "npm run <command>"
    : `npm run ${command.name()} -- ${command.usage()}`;
}

function leaveNothingBehind(): void {
  endAllProcesses();
  removeAllScratch();
  dismissWatchdog();
}

/** Ends at once on Ctrl-C or when asked to; finished gradings are in the record already. */
function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      leaveNothingBehind();
      tell("\nStopped. Finished gradings are kept; nothing is left running.\n");
      process.exit(exitCodes.interrupted);
    });
  }
}

/** `| head` closes our output before we are done: there is nobody to tell. */
function endWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
  }
}

/** What is thrown where nobody awaits it, such as in a listener. */
function explainWhatNobodyCatches(): void {
  process.on("uncaughtException", (error) => process.exit(explainError(error)));
}

endOnSignals();
explainWhatNobodyCatches();
endWhenNobodyReads();
process.once("exit", leaveNothingBehind);
try {
  const program = await commandLine(process.argv[2], (code) => {
    process.exitCode = code;
  });
  await program.parseAsync(completed(process.argv.slice(2), program), { from: "user" });
} catch (error) {
  process.exitCode = explainError(error);
}
