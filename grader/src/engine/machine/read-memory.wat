;; A memory, and a loop that reads its first $bytes, $rounds times (at least once), 16 bytes at a
;; time: eight loads that don't wait for each other, of which two or three begin in a cycle.
;; Returns the lowest lane of the exclusive or of all vectors of one round: 0 after an even number.
;; $bytes must be a multiple of 128, and not 0.
(module
  (memory (export "memory") 0)
  (func (export "read") (param $bytes i32) (param $rounds i32) (result i32)
    (local $at i32)
    (local $or0 v128) (local $or1 v128) (local $or2 v128) (local $or3 v128) (local $or4 v128) (local $or5 v128) (local $or6 v128) (local $or7 v128)
    (loop $round
      (local.set $at (i32.const 0))
      (loop $step
        (local.set $or0 (v128.xor (local.get $or0) (v128.load offset=0 align=16 (local.get $at))))
        (local.set $or1 (v128.xor (local.get $or1) (v128.load offset=16 align=16 (local.get $at))))
        (local.set $or2 (v128.xor (local.get $or2) (v128.load offset=32 align=16 (local.get $at))))
        (local.set $or3 (v128.xor (local.get $or3) (v128.load offset=48 align=16 (local.get $at))))
        (local.set $or4 (v128.xor (local.get $or4) (v128.load offset=64 align=16 (local.get $at))))
        (local.set $or5 (v128.xor (local.get $or5) (v128.load offset=80 align=16 (local.get $at))))
        (local.set $or6 (v128.xor (local.get $or6) (v128.load offset=96 align=16 (local.get $at))))
        (local.set $or7 (v128.xor (local.get $or7) (v128.load offset=112 align=16 (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 128)))
        (br_if $step (i32.lt_u (local.get $at) (local.get $bytes))))
      (br_if $round (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $or0)
    (local.get $or1) (v128.xor)
    (local.get $or2) (v128.xor)
    (local.get $or3) (v128.xor)
    (local.get $or4) (v128.xor)
    (local.get $or5) (v128.xor)
    (local.get $or6) (v128.xor)
    (local.get $or7) (v128.xor)
    (i32x4.extract_lane 0)))
