/*
 * Adds to the flame graphs, which are complete without it: zoom by click and Enter, back by Escape,
 * arrow keys between boxes, and search. The positions of boxes are custom properties in the page's
 * style (--x, --w: shares of the whole width; --d: depth), and so is the visible part.
 */

interface Box {
  readonly element: HTMLElement;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  /** In lower case, for the search. */
  readonly words: string;
}

interface Flame {
  readonly element: HTMLElement;
  readonly boxes: readonly Box[];
  readonly totalMs: number;
  /** The box that fills the width; undefined for the whole picture. */
  zoomed: Box | undefined;
}

/** Places are written with five digits. */
const rounding = 0.000_02;

const find = document.querySelector<HTMLInputElement>("#flame-find");
const whole = document.querySelector<HTMLButtonElement>("#flame-whole");
const detail = document.querySelector<HTMLElement>("#flame-detail");
const flames = [...document.querySelectorAll<HTMLElement>(".flame-boxes")].map(readFlame);

for (const element of document.querySelectorAll<HTMLElement>(".scripted")) element.hidden = false;
for (const flame of flames) listen(flame);
find?.addEventListener("input", () => showFound(find.value.trim().toLowerCase()));
whole?.addEventListener("click", () => {
  for (const flame of flames) zoom(flame, undefined);
});

function readFlame(element: HTMLElement): Flame {
  const boxes = [...element.querySelectorAll<HTMLElement>(".box")].map(readBox);
  return { element, boxes, totalMs: Number(element.dataset.total), zoomed: undefined };
}

function readBox(element: HTMLElement): Box {
  const read = (property: string) => Number(element.style.getPropertyValue(property));
  const start = read("--x");
  const words = element.title.split(": ")[0] ?? "";
  return {
    element,
    start,
    end: start + read("--w"),
    depth: read("--d"),
    words: words.toLowerCase(),
  };
}

function listen(flame: Flame): void {
  const boxOf = ({ target }: Event) =>
    flame.boxes.find(({ element }) => element === target || element.contains(target as Node));
  flame.element.addEventListener("click", (event) => {
    const box = boxOf(event);
    if (box === undefined) return;
    zoom(flame, box);
    focus(flame, box);
  });
  flame.element.addEventListener("keydown", (event) => {
    const box = boxOf(event);
    if (box !== undefined && press(flame, box, event.key)) event.preventDefault();
  });
  for (const kind of ["focusin", "pointerover"]) {
    flame.element.addEventListener(kind, (event) => {
      const box = boxOf(event);
      if (box !== undefined && detail !== null) detail.textContent = box.element.title;
    });
  }
}

/** True when the key did something. */
function press(flame: Flame, box: Box, key: string): boolean {
  if (key === "Enter" || key === " ") zoom(flame, box);
  else if (key === "Escape") zoom(flame, undefined);
  else return moveFocus(flame, neighbour(flame, box, key));
  return true;
}

function moveFocus(flame: Flame, next: Box | undefined): boolean {
  if (next !== undefined) focus(flame, next);
  return next !== undefined;
}

/** Where an arrow key goes: to the caller, to the widest callee, or to the box beside. */
function neighbour({ boxes, zoomed }: Flame, from: Box, key: string): Box | undefined {
  const seen = boxes.filter((box) => isSeen(box, zoomed));
  const beside = seen.filter(({ depth }) => depth === from.depth);
  switch (key) {
    case "ArrowUp":
      return seen.find((box) => box.depth === from.depth - 1 && holds(box, from));
    case "ArrowDown":
      return widest(seen.filter((box) => box.depth === from.depth + 1 && holds(from, box)));
    case "ArrowLeft":
      return beside[beside.indexOf(from) - 1];
    case "ArrowRight":
      return beside[beside.indexOf(from) + 1];
    case "Home":
      return seen[0];
    default:
      return undefined;
  }
}

function widest(boxes: readonly Box[]): Box | undefined {
  return boxes.toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
}

function holds(outer: Box, inner: Box): boolean {
  return outer.start <= inner.start + rounding && outer.end >= inner.end - rounding;
}

function isSeen(box: Box, zoomed: Box | undefined): boolean {
  if (zoomed === undefined) return true;
  return box.end > zoomed.start + rounding && box.start < zoomed.end - rounding;
}

/** The tab key stops at one box only; the arrow keys go to the others. */
function focus({ boxes }: Flame, { element }: Box): void {
  for (const box of boxes) box.element.tabIndex = -1;
  element.tabIndex = 0;
  element.focus();
}

function zoom(flame: Flame, box: Box | undefined): void {
  flame.zoomed = box?.depth === 0 ? undefined : box;
  const { start, end } = flame.zoomed ?? { start: 0, end: 1 };
  flame.element.style.setProperty("--from", String(start));
  flame.element.style.setProperty("--span", String(end - start));
  for (const each of flame.boxes) {
    each.element.classList.toggle("out", !isSeen(each, flame.zoomed));
    each.element.classList.toggle("above", each.depth < (flame.zoomed?.depth ?? 0));
  }
  if (whole !== null) whole.disabled = flames.every(({ zoomed }) => zoomed === undefined);
}

/** Marks the boxes found, and says how much time they take, including what they call. */
function showFound(words: string): void {
  const told = flames.map((flame) => {
    const found = flame.boxes.filter((box) => words !== "" && box.words.includes(words));
    flame.element.classList.toggle("searching", words !== "");
    for (const box of flame.boxes) box.element.classList.toggle("found", found.includes(box));
    const share = found
      .filter((box) => !found.some((other) => other.depth < box.depth && holds(other, box)))
      .reduce((sum, { start, end }) => sum + end - start, 0);
    const side = flame.element.ariaLabel?.replace("Flame graph: ", "") ?? "";
    return `${side}: ${found.length} found, ${(share * flame.totalMs).toPrecision(2)} ms per call (${Math.round(100 * share)} %)`;
  });
  if (detail !== null) detail.textContent = words === "" ? "" : told.join("; ");
}
