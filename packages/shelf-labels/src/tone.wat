;; Plugin: the tones of colours on electronic paper.
;;
;; Requests are allocated one on top of the other, from byte 64 on. An operation takes a request's
;; address and length, writes its reply over the request, and returns the reply's length.
(module
  (memory (export "memory") 1)

  ;; The first byte that is free. Requests begin at whole multiples of 64.
  (global $top (mut i32) (i32.const 64))

  (func $alloc (export "alloc") (param $bytes i32) (result i32)
    (local $at i32)
    (local $missing i32)
    (local.set $at (global.get $top))
    (global.set $top
      (i32.and
        (i32.add (i32.add (local.get $at) (local.get $bytes)) (i32.const 63))
        (i32.const -64)))
    ;; Pages of 65,536 bytes that are needed beyond those that are there.
    (local.set $missing
      (i32.sub
        (i32.shr_u (i32.add (global.get $top) (i32.const 65535)) (i32.const 16))
        (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then (drop (memory.grow (local.get $missing)))))
    (local.get $at))

  (func $free (export "free") (param $at i32)
    (global.set $top (local.get $at)))

  ;; Operation: the tone of a pixel. Request: what the display makes of red, green and blue, a byte
  ;; of padding, and the pixel's red, green, blue and alpha. Reply: one byte.
  (func $tone (export "tone") (param $at i32) (param $bytes i32) (result i32)
    (i32.store8
      (local.get $at)
      (call $toneOf
        (i32.load8_u offset=4 (local.get $at))
        (i32.load8_u offset=5 (local.get $at))
        (i32.load8_u offset=6 (local.get $at))
        (i32.load8_u offset=7 (local.get $at))
        (i32.load8_u (local.get $at))
        (i32.load8_u offset=1 (local.get $at))
        (i32.load8_u offset=2 (local.get $at))))
    (i32.const 1))

  (func $toneOf (export "toneOf")
    (param $red i32) (param $green i32) (param $blue i32) (param $alpha i32)
    (param $ofRed i32) (param $ofGreen i32) (param $ofBlue i32)
    (result i32)
    (i32.add
      (i32.shr_u
        (i32.add
          (i32.add
            (i32.mul (local.get $red) (local.get $ofRed))
            (i32.mul (local.get $green) (local.get $ofGreen)))
          (i32.add (i32.mul (local.get $blue) (local.get $ofBlue)) (i32.const 128)))
        (i32.const 8))
      (i32.sub (i32.const 255) (local.get $alpha)))))
