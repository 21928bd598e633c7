;; Statistics of columns of 32-bit floats, four at a time. NaN is a gap.
;;
;; A column begins at a multiple of 16 bytes and ends with a whole vector: its end is padded with
;; NaN. It holds a vector or more. Results are vectors whose lanes are still to be combined, from
;; byte 0 on.
(module
  (memory (export "memory") 1)

  ;; The bytes 0 to 79: sum and sum of squares of the distances from $shift, in doubles; minimum and
  ;; maximum, in floats; how many values are no gaps, in integers.
  (func $scan (export "scan") (param $at i32) (param $end i32) (param $shift f32)
    (local $values v128)
    (local $isPresent v128)
    (local $shift4 v128)
    (local $shift2 v128)
    (local $low v128)
    (local $high v128)
    (local $sumLow v128)
    (local $sumHigh v128)
    (local $squaresLow v128)
    (local $squaresHigh v128)
    (local $min v128)
    (local $max v128)
    (local $present v128)
    (local.set $shift4 (f32x4.splat (local.get $shift)))
    (local.set $shift2 (f64x2.promote_low_f32x4 (local.get $shift4)))
    (local.set $min (local.get $shift4))
    (local.set $max (local.get $shift4))
    (loop $next
      (local.set $values (v128.load (local.get $at)))

      ;; A gap does not equal itself. Where something is present, the mask is -1.
      (local.set $isPresent (f32x4.eq (local.get $values) (local.get $values)))
      (local.set $present (i32x4.sub (local.get $present) (local.get $isPresent)))

      ;; In the place of a gap the shift itself, which changes nothing below.
      (local.set $values
        (v128.bitselect (local.get $values) (local.get $shift4) (local.get $isPresent)))
      (local.set $min (f32x4.pmin (local.get $min) (local.get $values)))
      (local.set $max (f32x4.pmax (local.get $max) (local.get $values)))

      ;; Distances as doubles: of the lower two values, and of the upper two.
      (local.set $low
        (f64x2.sub (f64x2.promote_low_f32x4 (local.get $values)) (local.get $shift2)))
      (local.set $high
        (f64x2.sub
          (f64x2.promote_low_f32x4
            (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
              (local.get $values)
              (local.get $values)))
          (local.get $shift2)))

      (local.set $sumLow (f64x2.add (local.get $sumLow) (local.get $low)))
      (local.set $sumHigh (f64x2.add (local.get $sumHigh) (local.get $high)))
      (local.set $squaresLow
        (f64x2.add (local.get $squaresLow) (f64x2.mul (local.get $low) (local.get $low))))
      (local.set $squaresHigh
        (f64x2.add (local.get $squaresHigh) (f64x2.mul (local.get $high) (local.get $high))))

      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (v128.store (i32.const 0) (f64x2.add (local.get $sumLow) (local.get $sumHigh)))
    (v128.store (i32.const 16) (f64x2.add (local.get $squaresLow) (local.get $squaresHigh)))
    (v128.store (i32.const 32) (local.get $min))
    (v128.store (i32.const 48) (local.get $max))
    (v128.store (i32.const 64) (local.get $present)))

  ;; The bytes 80 to 95: how many values are below $low or above $high, in integers.
  (func $countOutside (export "countOutside")
    (param $at i32) (param $end i32) (param $low f32) (param $high f32)
    (local $values v128)
    (local $low4 v128)
    (local $high4 v128)
    (local $outside v128)
    (local.set $low4 (f32x4.splat (local.get $low)))
    (local.set $high4 (f32x4.splat (local.get $high)))
    (loop $next
      (local.set $values (v128.load (local.get $at)))
      ;; A mask of what is outside is -1.
      (local.set $outside
        (i32x4.sub
          (local.get $outside)
          (v128.or
            (f32x4.lt (local.get $values) (local.get $low4))
            (f32x4.gt (local.get $values) (local.get $high4)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (v128.store (i32.const 80) (local.get $outside))))
