import { assemble, type WasmFunction } from "./assemble.ts";

/** What lib.es2024 lacks: the little of the WebAssembly API that is used here. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** One pass over the floats in the bytes from `at` to `end`; writes all of TOTALS but `outside`. */
  scan(at: number, end: number, shift: number): void;
  /** One pass that counts the floats below `low` and above `high`; writes TOTALS.outside. */
  countOutside(at: number, end: number, low: number, high: number): void;
}

/** Byte offsets of the results: vectors, whose lanes are still to be combined. */
export const TOTALS = { sum: 0, squares: 16, min: 32, max: 48, present: 64, outside: 80 } as const;

/** The byte where a column begins. Its end is padded to whole vectors with NaN. */
export const COLUMN = 128;

const scan: WasmFunction = {
  name: "scan",
  parameters: { at: "i32", end: "i32", shift: "f32" },
  locals: {
    readings: "v128",
    isPresent: "v128",
    shift4: "v128",
    shift2: "v128",
    low: "v128",
    high: "v128",
    sumLow: "v128",
    sumHigh: "v128",
    squaresLow: "v128",
    squaresHigh: "v128",
    min: "v128",
    max: "v128",
    present: "v128",
  },
  body: `
    local.get $shift  f32x4.splat  local.tee $shift4  local.tee $min  local.tee $max
    f64x2.promote_low_f32x4  local.set $shift2
    loop
      local.get $at  v128.load 0  local.tee $readings
      local.get $readings  f32x4.eq  local.set $isPresent
      local.get $present  local.get $isPresent  i32x4.sub  local.set $present

      local.get $readings  local.get $shift4  local.get $isPresent  v128.bitselect  local.set $readings
      local.get $min  local.get $readings  f32x4.pmin  local.set $min
      local.get $max  local.get $readings  f32x4.pmax  local.set $max

      local.get $readings  f64x2.promote_low_f32x4
      local.get $shift2  f64x2.sub  local.set $low
      local.get $readings  local.get $readings  shuffle.high_half  f64x2.promote_low_f32x4
      local.get $shift2  f64x2.sub  local.set $high

      local.get $sumLow  local.get $low  f64x2.add  local.set $sumLow
      local.get $sumHigh  local.get $high  f64x2.add  local.set $sumHigh
      local.get $squaresLow  local.get $low  local.get $low  f64x2.mul  f64x2.add  local.set $squaresLow
      local.get $squaresHigh  local.get $high  local.get $high  f64x2.mul  f64x2.add  local.set $squaresHigh

      local.get $at  i32.const 16  i32.add  local.tee $at
      local.get $end  i32.lt_u  br_if 0
    end
    i32.const 0  local.get $sumLow  local.get $sumHigh  f64x2.add  v128.store ${TOTALS.sum}
    i32.const 0  local.get $squaresLow  local.get $squaresHigh  f64x2.add  v128.store ${TOTALS.squares}
    i32.const 0  local.get $min  v128.store ${TOTALS.min}
    i32.const 0  local.get $max  v128.store ${TOTALS.max}
    i32.const 0  local.get $present  v128.store ${TOTALS.present}`,
};

const countOutside: WasmFunction = {
  name: "countOutside",
  parameters: { at: "i32", end: "i32", low: "f32", high: "f32" },
  locals: { readings: "v128", low4: "v128", high4: "v128", outside: "v128" },
  body: `
    local.get $low  f32x4.splat  local.set $low4
    local.get $high  f32x4.splat  local.set $high4
    loop
      local.get $at  v128.load 0  local.set $readings
      local.get $outside
      local.get $readings  local.get $low4  f32x4.lt
      local.get $readings  local.get $high4  f32x4.gt
      v128.or  i32x4.sub  local.set $outside

      local.get $at  i32.const 16  i32.add  local.tee $at
      local.get $end  i32.lt_u  br_if 0
    end
    i32.const 0  local.get $outside  v128.store ${TOTALS.outside}`,
};

const module = new WebAssembly.Module(assemble([scan, countOutside]));

export const kernel = new WebAssembly.Instance(module).exports as Kernel;
