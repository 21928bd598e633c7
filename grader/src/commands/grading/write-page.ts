import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { SetupError } from "../../contract/errors.ts";
import type { DiagnosisRecord } from "../../evidence/diagnosis/diagnosis.ts";
import { explainDiagnosis } from "../../evidence/tools/clinic-doctor.ts";
import { type ToolPage, toolPages } from "../../evidence/tools/tool-pages.ts";
import type { GradingResult } from "../../grading/result.ts";
import type { Store } from "../../grading/store/store.ts";
import { statedWhen } from "../../reports/diagnosis.ts";
import {
  type PageContext,
  type PageLink,
  type StatedDiagnosis,
  summaryOf,
} from "../../reports/page/context.ts";
import { reportPage } from "../../reports/page/page.ts";
import type { Reported } from "../../reports/reported.ts";

/** Of an exercise; older ones are removed. */
const mostPages = 20;

/**
 * Writes the page of a grading below the course's .bottleneck/.
 *
 * @returns its path
 * @throws SetupError when it can't be written
 */
export function writePage(reported: Reported, store: Store, root: string): string {
  const page = pagePath(reported.result, root);
  try {
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, reportPage(reported, contextOf(reported.result, page, store, root)));
    removeOldest(dirname(page));
    return page;
  } catch (error) {
    if (error instanceof SetupError || !isSystemError(error)) throw error;
    throw new SetupError(
      `the report page can't be written (${error.message})`,
      `free disk space or fix the permissions of ${dirname(page)}`,
    );
  }
}

/** Begins with the time, and ends with a part of a seed: gradings of the same second differ in it. */
function pagePath({ exercise, gradedAt, provenance }: GradingResult, root: string): string {
  const time = gradedAt.replaceAll(":", "-").replace(/\.\d+Z$/, "");
  const end = provenance.seeds.check.toString(36).padStart(5, "0").slice(-5);
  return join(root, ".bottleneck", "reports", exercise.id, `${time}-${end}.html`);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** Their names begin with dates. Another grading may be removing the same ones. */
function removeOldest(folder: string): void {
  const newestFirst = readdirSync(folder).sort().reverse();
  for (const name of newestFirst.slice(mostPages)) rmSync(join(folder, name), { force: true });
}

function contextOf(result: GradingResult, page: string, store: Store, root: string): PageContext {
  const { id, version } = result.exercise;
  const known = store.historyOf(id);
  const isKnown = known.some(({ gradedAt }) => gradedAt === result.gradedAt);
  const history = isKnown ? known : [...known, result];
  const latest = store.diagnosesOf(id, version).at(-1);
  return {
    history: history.map(summaryOf),
    links: linksOf(result, page, root),
    ...(latest && { diagnosis: statedIn(latest) }),
  };
}

function statedIn({ statedAt, codeWas, verdict }: DiagnosisRecord): StatedDiagnosis {
  const answers = verdict.map(({ question, said, right, why }) => ({
    ...{ question, said, why },
    judged: right ? ("right" as const) : ("wrong" as const),
  }));
  return { statedAt, when: statedWhen[codeWas], answers };
}

/** 0x's pages of this grading, and those that other tools have drawn of the exercise. */
function linksOf({ evidence, exercise }: GradingResult, page: string, root: string): PageLink[] {
  const hrefOf = (path: string) => relative(dirname(page), path).replaceAll("\\", "/");
  const zeroX = (["candidate", "baseline"] as const).flatMap((side): PageLink[] => {
    const drawn = evidence?.[side].flamegraph;
    const label = `0x: ${side === "candidate" ? "this version" : "baseline"}`;
    if (drawn === undefined) return [];
    return drawn.state === "missing"
      ? [{ label, state: "missing", why: drawn.why }]
      : [{ label, state: "there", href: hrefOf(drawn.path) }];
  });
  const pages = toolPages(root, exercise.id);
  return [...zeroX, ...pages.map((tool) => linkTo(tool, exercise.id, hrefOf)), ...onDemand(pages)];

  function onDemand(drawn: readonly ToolPage[]): PageLink[] {
    if (drawn.some(({ tool }) => tool === "doctor")) return [];
    const why = `drawn on demand: npm run clinic -- doctor ${exercise.id}`;
    return [{ label: "Clinic Doctor", state: "missing", why }];
  }
}

function linkTo(
  { tool, version, path, madeAt, diagnosis }: ToolPage,
  id: string,
  hrefOf: (path: string) => string,
): PageLink {
  const day = madeAt.toISOString().slice(0, 16).replace("T", " ");
  const name = tool === "0x" ? "0x, full run" : `Clinic ${tool}`;
  const label = `${name}: ${version}, ${day} UTC`;
  const says = diagnosis === undefined ? {} : { says: explainDiagnosis(diagnosis, id).means };
  return { label, state: "there", href: hrefOf(path), ...says };
}
