import { plural } from "../../contract/format.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import type { MegamorphicSite, SideEvidence } from "../evidence.ts";
import type { Finding } from "./finding.ts";

/** Hot places that see too many shapes, or that such places are gone. */
export function findingsOnShapes({
  baseline,
  candidate,
}: Readonly<Record<Side, SideEvidence>>): Finding[] {
  const now = hotSites(candidate);
  const [worst, ...others] = now ?? [];
  if (worst !== undefined) return [{ topic: "shapes", text: describe(worst, others.length) }];
  const gone = now === undefined ? 0 : (hotSites(baseline)?.length ?? 0);
  if (gone === 0) return [];
  const places = gone === 1 ? "hot place" : `${gone} hot places`;
  const text = `The ${places} where the baseline saw too many object shapes ${gone === 1 ? "is" : "are"} gone.`;
  return [{ topic: "shapes", text }];
}

/** From this share of the time on, a line's shapes matter. */
const shapesMatter = 0.05;

/** Undefined if it is unknown which are hot. */
function hotSites({ cpu, shapes }: SideEvidence): readonly MegamorphicSite[] | undefined {
  if (cpu.state === "missing" || shapes.state === "missing") return undefined;
  const hotLines = cpu.lines.filter(({ share }) => share >= shapesMatter);
  return shapes.megamorphic.filter((site) =>
    hotLines.some(({ file, line }) => file === site.file && line === site.line),
  );
}

function describe(site: MegamorphicSite, others: number): string {
  const { file, line, access, property, shapes } = site;
  const what = property === "" ? `a ${access}` : `the ${access} of ${property}`;
  const meets = `At ${file}:${line}, ${what} sees ${shapes} or more object shapes. V8 remembers fewer, so it searches each time.`;
  if (others === 0) return meets;
  return `${meets} The same is true of ${plural(others, "other hot place")}.`;
}
