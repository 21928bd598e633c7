import type { Side } from "../../engine/sandbox/sandbox.ts";
import type {
  Deoptimization,
  MegamorphicSite,
  ShapeEvidence,
  SideEvidence,
} from "../../evidence/evidence.ts";
import { type Content, html, type Markup } from "./html.ts";
import { missingNotes, sideNames, sides } from "./words.ts";

/** Where V8 saw too many shapes or discarded optimized code; undefined if nowhere. */
export function shapesSection(evidence: Readonly<Record<Side, SideEvidence>>): Markup | undefined {
  const missing = missingNotes(evidence, "shapes");
  const seen = sides.flatMap((side) => {
    const { shapes } = evidence[side];
    return shapes.state === "seen" ? [{ side, shapes }] : [];
  });
  const isEmpty = ({ shapes }: { readonly shapes: ShapeEvidence }) =>
    shapes.megamorphic.length + shapes.deoptimizations.length === 0;
  if (missing.length === 0 && seen.every(isEmpty)) return undefined;
  return html`<p>A megamorphic access has seen more object shapes than V8's inline caches remember (four), so each access is a lookup. A deoptimization discarded optimized code, because an assumption of that code did not hold.</p>
${missing}
${seen.map((side) => (isEmpty(side) ? html`<p>${sideNames[side.side]}: none found.</p>` : shapesTable(side.side, side.shapes)))}`;
}

function shapesTable(side: Side, { megamorphic, deoptimizations }: ShapeEvidence): Markup {
  return html`<h3>${sideNames[side]}</h3><div class="scroll" role="region" aria-label="Shapes: ${sideNames[side]}"><table>
<thead><tr><th scope="col">Place</th><th scope="col">What</th><th scope="col">Details</th></tr></thead>
<tbody>${megamorphic.map(siteRow)}${deoptimizations.map(deoptimizationRow)}</tbody></table></div>`;
}

function siteRow({
  file,
  line,
  column,
  function: around,
  access,
  property,
  shapes,
}: MegamorphicSite): Content {
  const within = around === "" ? undefined : html` in <code>${around}</code>`;
  return html`<tr><th scope="row"><code>${file}:${line}:${column}</code>${within}</th><td>megamorphic ${access} of <code>${property}</code></td><td>${shapes} shapes seen</td></tr>
`;
}

function deoptimizationRow({ file, line, column, reason, times }: Deoptimization): Content {
  return html`<tr><th scope="row"><code>${file}:${line}:${column}</code></th><td>deoptimized${times === 1 ? "" : ` ${times} times`}</td><td>${reason}</td></tr>
`;
}
