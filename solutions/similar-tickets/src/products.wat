;; The products of rows of floats with one of them, four floats at a time.
(module
  (memory (export "memory") 1)

  ;; Multiplies each row, from $row until $end, with the floats at $question and with itself. Writes
  ;; the two sums of products next to each other at $results, for one row after the other.
  ;; A row has $bytes bytes, a multiple of 32 and not 0; all offsets are multiples of 16.
  (func (export "multiply")
    (param $row i32) (param $end i32) (param $question i32) (param $bytes i32) (param $results i32)
    (local $at i32) (local $last i32)
    (local $a v128) (local $b v128)
    ;; Two sums of each kind take turns: an addition has to wait for the one before it.
    (local $withQuestionA v128) (local $withQuestionB v128)
    (local $withItselfA v128) (local $withItselfB v128)

    (loop $rows
      (local.set $withQuestionA (v128.const f32x4 0 0 0 0))
      (local.set $withQuestionB (v128.const f32x4 0 0 0 0))
      (local.set $withItselfA (v128.const f32x4 0 0 0 0))
      (local.set $withItselfB (v128.const f32x4 0 0 0 0))
      (local.set $at (local.get $question))
      (local.set $last (i32.add (local.get $row) (local.get $bytes)))

      (loop $floats
        (local.set $a (v128.load (local.get $row)))
        (local.set $b (v128.load offset=16 (local.get $row)))
        (local.set $withQuestionA
          (f32x4.add (local.get $withQuestionA)
            (f32x4.mul (local.get $a) (v128.load (local.get $at)))))
        (local.set $withQuestionB
          (f32x4.add (local.get $withQuestionB)
            (f32x4.mul (local.get $b) (v128.load offset=16 (local.get $at)))))
        (local.set $withItselfA
          (f32x4.add (local.get $withItselfA) (f32x4.mul (local.get $a) (local.get $a))))
        (local.set $withItselfB
          (f32x4.add (local.get $withItselfB) (f32x4.mul (local.get $b) (local.get $b))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br_if $floats
          (i32.lt_u
            (local.tee $row (i32.add (local.get $row) (i32.const 32)))
            (local.get $last))))

      (f32.store (local.get $results)
        (call $sumOfLanes (f32x4.add (local.get $withQuestionA) (local.get $withQuestionB))))
      (f32.store offset=4 (local.get $results)
        (call $sumOfLanes (f32x4.add (local.get $withItselfA) (local.get $withItselfB))))
      (local.set $results (i32.add (local.get $results) (i32.const 8)))
      (br_if $rows (i32.lt_u (local.get $row) (local.get $end)))))

  (func $sumOfLanes (param $lanes v128) (result f32)
    (f32.add
      (f32.add
        (f32x4.extract_lane 0 (local.get $lanes))
        (f32x4.extract_lane 1 (local.get $lanes)))
      (f32.add
        (f32x4.extract_lane 2 (local.get $lanes))
        (f32x4.extract_lane 3 (local.get $lanes))))))
