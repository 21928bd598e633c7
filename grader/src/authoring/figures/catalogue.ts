import { formatRatio } from "../../contract/format.ts";
import { lessons } from "../../contract/lessons.ts";
import type { Manifest } from "../../contract/manifest.ts";

/** What the catalogue knows of one exercise. */
export interface CatalogueEntry {
  readonly id: string;
  /** Its folder, from the course's root, such as `packages/revenue-report`. */
  readonly folder: string;
  readonly definition: Manifest;
  /** The text of its README; empty where there is none. */
  readonly readme: string;
  /** The speedup of our own solution, where it was measured. */
  readonly reference: number | undefined;
}

/** The page of docs/ that lists the exercises, in Markdown. @param entries in the course's order */
export function reportCatalogue(entries: readonly CatalogueEntry[]): string {
  return [
    "# Catalogue of the exercises",
    "",
    "Every exercise, in the course's order. The **target** passes, the **stretch** goal is what an expert reaches, and **ours** is what our own solution was last measured at; each says how many times less of the metric than the version in `baseline/`. **Level** is the difficulty, from 1 to 4, and **after** names the exercises that one builds on. This page is generated: don't edit it.",
    "",
    ...tableOf(
      ["exercise", "story", "metric", "target", "stretch", "ours", "level", "after"],
      entries.map(rowOf),
    ),
    "",
    "## Topics and origins",
    "",
    "For whoever plans lessons, or has finished. If you mean to solve an exercise, don't look: its topic is half of the diagnosis, and its origin tells the fix.",
    "",
    "<details>",
    "<summary>What each exercise is about, and what it is modelled on</summary>",
    "",
    ...tableOf(["exercise", "lesson", "pathology", "modelled on"], entries.map(topicOf)),
    "",
    "</details>",
    "",
  ].join("\n");
}

/** The table of the exercises that a newcomer sees first, in Markdown. @param entries in order */
export function listForReadme(entries: readonly CatalogueEntry[]): string {
  const rows = entries.map(({ id, folder, definition: { title, goal } }) => [
    `[${id}](${folder}/README.md)`,
    title,
    goal.metric,
    formatRatio(goal.target),
  ]);
  return tableOf(["exercise", "workload", "metric", "target"], rows).join("\n");
}

function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function rowOf(entry: CatalogueEntry): string[] {
  const { goal, difficulty, prerequisites } = entry.definition;
  return [
    linkTo(entry),
    storyOf(entry),
    goal.metric,
    formatRatio(goal.target),
    formatRatio(goal.stretch),
    entry.reference === undefined ? "-" : formatRatio(entry.reference),
    String(difficulty),
    prerequisites.join(", ") || "-",
  ];
}

function topicOf(entry: CatalogueEntry): string[] {
  const { lesson, pathology, origin } = entry.definition;
  const about = lessons[lesson];
  return [
    linkTo(entry),
    about === undefined ? lesson : `${lesson} ${about}`,
    pathology,
    `[${nameOf(origin.url)}](${origin.url})`,
  ];
}

const linkTo = ({ id, folder }: CatalogueEntry) => `[${id}](../${folder})`;

function storyOf({ definition, readme }: CatalogueEntry): string {
  return inCell(`**${definition.title}.** ${firstSentenceOf(readme)}`.trim());
}

/**
 * Of the first paragraph below the heading, up to a colon: what follows is detail. Without links,
 * which would lead from another folder.
 */
function firstSentenceOf(page: string): string {
  const paragraphs = page.split(/\n\s*\n/).map((text) => text.trim());
  const first = paragraphs.find((text) => text !== "" && !text.startsWith("#")) ?? "";
  const text = first.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/\s+/g, " ");
  return text.match(/^.*?[.!?:](?= |$)/)?.[0].replace(/:$/, ".") ?? text;
}

/** A bar would end the cell. */
const inCell = (text: string) => text.replaceAll("|", "\\|");

/** The short name of an address: `owner/repository#12`, a security advisory's number, or its host. */
function nameOf(address: string): string {
  const [, repository, number] =
    address.match(/^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull|discussions)\/(\d+)/) ??
    [];
  if (repository !== undefined) return `${repository}#${number}`;
  const [advisory] = address.match(/\b(?:CVE|GHSA)-[\w-]+/) ?? [];
  return advisory ?? new URL(address).hostname;
}
