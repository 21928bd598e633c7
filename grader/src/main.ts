import { resolve } from "node:path";
import { Argument, Command, CommanderError, Option } from "commander";
import { exitCodes } from "./commands/exit-codes.ts";
import { SetupError } from "./contract/errors.ts";
import { courseRoot } from "./course/exercises/course.ts";
import { endAllProcesses } from "./engine/sandbox/process-tree.ts";
import { removeAllScratch } from "./engine/scratch.ts";
import { type ClinicTool, clinicTools } from "./evidence/tools/driven-run.ts";

const ids = "ids of exercises; all when none is given";

/** Every command can be pointed at another copy of the course. */
const course = () =>
  new Option("--course <folder>", "the course's folder").default(courseRoot, "this one");

/** What keeps submissions from the rest of the machine. */
const isolation = () =>
  new Option(
    "--isolation <level>",
    "what keeps submissions from this machine; bubblewrap where it works, unless you say",
  ).choices(["bubblewrap", "permissions"]);

function commandLine(finish: (code: number) => void): Command {
  const program = new Command("bottleneck")
    .exitOverride()
    .configureHelp({ commandUsage: usageThroughNpm })
    .showHelpAfterError("(add --help for what there is)");

  program
    .command("grade")
    .description(
      "Check the answers, measure the speedup, show where the time goes, give a verdict.",
    )
    .argument("[ids...]", ids)
    .option("--json", "print the records as JSON on stdout, progress on stderr", false)
    .option("--reference", "grade the course's own solutions instead of your files", false)
    .option("--force", "measure anew what was graded before", false)
    .option(
      "--thorough",
      "measure for longer: up to 40 forks and 90 s, never from the record",
      false,
    )
    .option("--no-evidence", "only the verdicts: no profiles and no flamegraphs")
    .option("--no-record", "neither use nor write the record of gradings")
    .option("--require-diagnosis", "grade only what was rightly diagnosed before", false)
    .addOption(isolation())
    .addOption(course())
    .addHelpText(
      "after",
      "\nExit codes: 0 all passed, 1 something failed, 2 usage or set-up, 3 inconclusive.",
    )
    .action(async (chosen: string[], options) => {
      const { gradeCommand } = await import("./commands/grade.ts");
      finish(await gradeCommand({ ids: chosen, ...options }, resolve(options.course)));
    });

  program
    .command("profile")
    .description("Show where the time and the memory of a version go, line by line; no verdict.")
    .argument("<id>", "the exercise")
    .addOption(
      new Option("--baseline", "profile the baseline instead of your files")
        .default(false)
        .conflicts("reference"),
    )
    .option("--reference", "profile the course's own solution instead of your files", false)
    .addOption(course())
    .action(async (id: string, options) => {
      const { profileCommand } = await import("./commands/profile.ts");
      finish(await profileCommand(id, options, resolve(options.course)));
    });

  program
    .command("check")
    .description("Check the course itself: every exercise against its baseline and our solutions.")
    .argument("[ids...]", ids)
    .option(
      "--write",
      "put the figures beside the solutions and redraw the pages that show them",
      false,
    )
    .option("--texts", "only what can be read: run and measure nothing", false)
    .option("--force", "run even what is unchanged since every rule held", false)
    .option(
      "--fourth <count>",
      "run every fourth exercise though it is unchanged, from this one on",
    )
    .addOption(course())
    .action(async (chosen: string[], { course: folder, ...options }) => {
      const { checkCommand } = await import("./commands/check.ts");
      finish(await checkCommand({ ids: chosen, ...options }, resolve(folder)));
    });

  program
    .command("new")
    .description(
      "Make a new exercise that runs at once, for you to fill: packages/ and solutions/.",
    )
    .argument("[id]", "what it is called: words joined by hyphens")
    .option(
      "--topic <pathology>",
      "the kind of bottleneck: its number, or the beginning of its name",
    )
    .option("--metric <metric>", "what the speedup is a ratio of; cpu time unless you say")
    .addOption(course())
    .addHelpText(
      "after",
      "\nIn a terminal, what you leave out is asked for.\nExit codes: 0 made, 2 usage or set-up.",
    )
    .action(async (id: string | undefined, { course: folder, ...typed }) => {
      const { newCommand } = await import("./commands/new.ts");
      finish(await newCommand({ id, ...typed }, resolve(folder)));
    });

  program
    .command("calibrate")
    .description("Measure an exercise's versions and propose sizes, target, stretch and growth.")
    .argument("<id>", "the exercise")
    .addOption(course())
    .addHelpText(
      "after",
      "\nNo file is changed.\nExit codes: 0 all could be proposed, 3 something could not, 2 usage or set-up.",
    )
    .action(async (id: string, options) => {
      const { calibrateCommand } = await import("./commands/calibrate.ts");
      finish(await calibrateCommand(id, resolve(options.course)));
    });

  program
    .command("release")
    .description("Copy the course for students: without solutions, figures and authors' pages.")
    .argument("<folder>", "where the copy goes: a new or empty folder outside of the course")
    .addOption(course())
    .action(async (folder: string, options) => {
      const { releaseCommand } = await import("./commands/release.ts");
      finish(await releaseCommand(resolve(folder), resolve(options.course)));
    });

  program
    .command("diagnose")
    .description("Say where the bottleneck of an exercise is, and have it checked.")
    .argument("<id>", "the exercise")
    .option("--function <name>", "the function of baseline/ whose own code takes the most time")
    .option("--file <file>", "its file, where several have a function of that name")
    .option("--line <number>", "the line of it that takes the most time")
    .option("--kind <kind>", "the kind of bottleneck: its number, or the beginning of its name")
    .option("--speedup <ratio>", 'the most that making it free could give, or "unbounded"')
    .addOption(course())
    .addHelpText(
      "after",
      "\nWhat you leave out is asked for.\nExit codes: 0 all right, 1 something is wrong, 2 usage or set-up.",
    )
    .action(async (id: string, { course: folder, ...typed }) => {
      const { diagnoseCommand } = await import("./commands/diagnose.ts");
      finish(await diagnoseCommand(id, typed, resolve(folder)));
    });

  program
    .command("hint")
    .description("Print an exercise's hints, one more at a time.")
    .argument("<id>", "the exercise")
    .argument("[number]", "print the hints up to this one", "1")
    .addOption(course())
    .action(async (id: string, upTo: string, options) => {
      const { hintCommand } = await import("./commands/hint.ts");
      finish(await hintCommand(id, upTo, resolve(options.course)));
    });

  program
    .command("reset")
    .description("Put the starter back into an exercise's src/; your version is kept aside.")
    .argument("<id>", "the exercise")
    .addOption(course())
    .action(async (id: string, options) => {
      const { resetCommand } = await import("./commands/reset.ts");
      finish(await resetCommand(id, resolve(options.course)));
    });

  program
    .command("doctor")
    .description("Measure this machine, and say whether verdicts can be trusted on it.")
    .option("--json", "print all figures as JSON", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 verdicts can be trusted here, 3 they will often be inconclusive.",
    )
    .action(async (options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      finish(await doctorCommand(options.json));
    });

  const clinic = program
    .command("clinic")
    .description("Run your version of an exercise under one of Clinic's tools and draw its page.")
    .addArgument(new Argument("<tool>", "what to run it under").choices(clinicTools));
  withToolOptions(clinic).action(async (tool: ClinicTool, id: string, options) => {
    const { clinicCommand } = await import("./commands/clinic.ts");
    finish(await clinicCommand(tool, { id, ...options }, resolve(options.course)));
  });

  const flame = program
    .command("flame")
    .description("Record your version of an exercise with 0x: a flamegraph that names built-ins.");
  withToolOptions(flame).action(async (id: string, options) => {
    const { flameCommand } = await import("./commands/flame.ts");
    finish(await flameCommand({ id, ...options }, resolve(options.course)));
  });

  program
    .command("validate:verdicts")
    .description("Prove how often verdicts are wrong, on workloads of known speedup.")
    .option("--gradings <count>", "for each ratio and condition; 20 take about 40 minutes", "20")
    .option("--references <count>", "grade every reference this often as well", "0")
    .option("--short", "a few clear gradings, for continuous integration", false)
    .addOption(course())
    .action(async (options) => {
      const { validateVerdictsCommand } = await import("./commands/validate-verdicts.ts");
      finish(await validateVerdictsCommand(options, resolve(options.course)));
    });

  program
    .command("validate:evidence")
    .description("Prove how far the profiles' tables are from the truth, and how stable they are.")
    .option("--runs <count>", "of each program and exercise; 20 take about 15 minutes", "20")
    .addOption(course())
    .action(async (options) => {
      const { validateEvidenceCommand } = await import("./commands/validate-evidence.ts");
      finish(await validateEvidenceCommand(options, resolve(options.course)));
    });

  program
    .command("bench:grader")
    .description(
      "Measure the grader itself: seconds to a verdict, start-up, cold and repeated runs.",
    )
    .action(async () => {
      const { benchGraderCommand } = await import("./commands/bench-grader.ts");
      finish(await benchGraderCommand(courseRoot));
    });

  // npm runs this before the tests, so that a cached result can't come from another Node.
  program.command("runtime", { hidden: true }).action(() => finish(exitCodes.passed));
  return program;
}

/** What commands that run a version under a tool have in common. */
function withToolOptions(command: Command): Command {
  return command
    .argument("<id>", "the exercise")
    .addOption(
      new Option("--baseline", "run the baseline instead of your files")
        .default(false)
        .conflicts("reference"),
    )
    .option("--reference", "run the course's own solution instead of your files", false)
    .addOption(course())
    .addHelpText(
      "after",
      "\nThe code is run as your own, on your own machine: nothing isolates it from your files." +
        "\nExit codes: 0 the page is drawn, 1 the code failed, 2 usage, set-up, or the tool failed.",
    );
}

/** A person types the command as a script of npm. */
function usageThroughNpm(command: Command): string {
  return command.parent === null
    ? "npm run <command>"
    : `npm run ${command.name()} -- ${command.usage()}`;
}

/** The only place where errors end up: prints what is wrong and what to do, and picks the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.setup;
  if (error instanceof SetupError) {
    process.stderr.write(`error: ${error.message}\n  next: ${error.next}\n`);
    return exitCodes.setup;
  }
  const text = error instanceof Error ? error.stack : String(error);
  process.stderr.write(
    `This is a bug of the grader, not of your code. Please report it:\n${text}\n`,
  );
  return exitCodes.setup;
}

function leaveNothingBehind(): void {
  endAllProcesses();
  removeAllScratch();
}

/** Ends at once on Ctrl-C or when asked to; finished gradings are in the record already. */
function endOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      leaveNothingBehind();
      process.stderr.write("\nStopped. Finished gradings are kept; nothing is left running.\n");
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

endOnSignals();
endWhenNobodyReads();
process.once("exit", leaveNothingBehind);
try {
  await commandLine((code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
