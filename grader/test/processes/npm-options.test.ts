import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { describe, expect, it } from "vitest";
import type { DefineCommand } from "../../src/commands/terminal/command-line.ts";
import {
  notesOnKeptOptions,
  optionsKeptByNpm,
  refuseStrayValues,
} from "../../src/commands/terminal/npm-options.ts";
import { SetupError } from "../../src/contract/errors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = resolve(import.meta.dirname, "../../src/commands");

async function allCommands(): Promise<readonly CommandUnknownOpts[]> {
  const program = new Command();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const { define } = (await import(join(folder, file))) as { define: DefineCommand };
    define(program, () => {});
  }
  return program.commands;
}

const commands = await allCommands();
const named = (name: string) => commands.find((one) => one.name() === name) as CommandUnknownOpts;

/** What a script gets of what is typed after `npm run <name>`. */
async function typedToNpm(name: string, ...typed: string[]) {
  const print = "console.log(JSON.stringify([process.argv.slice(2), process.env]))";
  const scripts = { [name]: "node print.mjs" };
  const cwd = temporaryFolder({ "package.json": JSON.stringify({ scripts }), "print.mjs": print });
  const args = ["run", "--silent", name, ...typed];
  const shell = process.platform === "win32";
  const { stdout } = await promisify(execFile)("npm", args, { cwd, shell });
  const [left, environment] = JSON.parse(stdout) as [string[], Record<string, string>];
  return { left, environment };
}

describe("an option that is typed without -- is taken from what npm kept of it", () => {
  const withOptions = commands.filter(({ options }) => options.length > 0);

  it.each(withOptions.map((command) => [command.name(), command] as const))(
    "every one of %s",
    async (name, command) => {
      const typed = command.options
        // npm takes it for --format-package-lock.
        .filter(({ long }) => long !== "--format")
        .map(({ long, required }) => (required ? `${long}=some` : String(long)));
      const { left, environment } = await typedToNpm(name, "some-id", ...typed);
      expect(left).toEqual(["some-id"]);
      expect(optionsKeptByNpm(command, environment).sort()).toEqual(typed.sort());
      expect(notesOnKeptOptions(command, environment)).toEqual([]);
    },
  );

  it("and those after -- are left as they are", async () => {
    const { left, environment } = await typedToNpm("grade", "--", "a", "--json", "--no-record");
    expect(left).toEqual(["a", "--json", "--no-record"]);
    expect(optionsKeptByNpm(named("grade"), environment)).toEqual([]);
  });

  it("and a switch that is off says nothing", async () => {
    const { environment } = await typedToNpm("grade", "--no-force", "--evidence", "--json=false");
    expect(optionsKeptByNpm(named("grade"), environment)).toEqual([]);
  });

  it("in the real command line, through npm", async () => {
    const root = resolve(import.meta.dirname, "../../..");
    const args = ["run", "--silent", "grade", "no-such", "--isolation=nothing"];
    const shell = process.platform === "win32";
    const failed = await promisify(execFile)("npm", args, { cwd: root, shell }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 2 });
    expect(failed.stderr).toContain("argument 'nothing' is invalid");
  });
});

describe("what npm leaves of an option without telling which is refused, with what to type", () => {
  it.each([
    ["a folder", "grade", ["--course", "/some/folder"], "npm run grade -- --course <folder>"],
    ["a number", "diagnose", ["--line", "12"], "npm run diagnose -- --line <number>"],
    ["a name", "new", ["--metric", "wall"], "npm run new -- --metric <metric>"],
  ])("%s", async (_, name, typed, next) => {
    const { environment } = await typedToNpm(name, "some-id", ...typed);
    expect(refusalBy(() => optionsKeptByNpm(named(name), environment)).next).toContain(next);
  });

  it.each([
    ["json", ["--format", "json"], "npm run grade -- --format json"],
    ["json", ["--format=json"], "npm run grade -- --format json"],
    ["permissions", ["--isolation", "permissions"], "npm run grade -- --isolation permissions"],
  ])("the value %s of %j", async (value, typed, next) => {
    const { left, environment } = await typedToNpm("grade", "some-id", ...typed);
    const refusal = refusalBy(() => refuseStrayValues(named("grade"), left, environment));
    expect(refusal.message).toContain(`"${value}" belongs to`);
    expect(refusal.next).toContain(next);
  });

  it("and nothing is refused after --", async () => {
    const right = ["--", "a", "--format", "json", "--isolation", "permissions"];
    const { left, environment } = await typedToNpm("grade", ...right);
    refuseStrayValues(named("grade"), left, environment);
    expect(optionsKeptByNpm(named("grade"), environment)).toEqual([]);
  });

  function refusalBy(work: () => unknown): SetupError {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(SetupError);
      return error as SetupError;
    }
    throw new Error("nothing was refused");
  }
});

describe("a mistyped option that npm kept is named", () => {
  it.each([
    ["--froce", "--force"],
    ["--thorugh", "--thorough"],
    ["--no-evidense", "--evidence"],
    ["--require-diagnosos", "--require-diagnosis"],
  ])("%s", async (typed, meant) => {
    const { environment } = await typedToNpm("grade", "some-id", typed);
    const [note = "", ...more] = notesOnKeptOptions(named("grade"), environment);
    expect(note).toContain(`Did you mean ${meant}? npm run grade -- ${meant}`);
    expect(more).toEqual([]);
  });

  it.each(["--long", "--all", "--yes", "--link", "--offline"])(
    "but not npm's own: %s",
    async (typed) => {
      for (const name of ["grade", "diagnose", "check"]) {
        const { environment } = await typedToNpm(name, typed);
        expect(notesOnKeptOptions(named(name), environment)).toEqual([]);
      }
    },
  );
});

it("what was typed for another script is none of a command's concern", async () => {
  const { environment } = await typedToNpm("test", "--force", "--json", "--froce");
  expect(optionsKeptByNpm(named("grade"), environment)).toEqual([]);
  expect(notesOnKeptOptions(named("grade"), environment)).toEqual([]);
});
