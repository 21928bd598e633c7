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

  ;; Operation: the tones of pixels. Request: what the display makes of red, green and blue, padded
  ;; to 16 bytes, and red, green, blue and alpha of each pixel. Reply: a byte for each pixel.
  ;;
  ;; A tone is (ofRed red + ofGreen green + ofBlue blue + 128) / 256 + 255 - alpha, or with one
  ;; division (ofRed red + ofBlue blue + ofGreen green - 256 alpha + 128 + 256 * 255) / 256.
  ;;
  ;; Four pixels at a time. Tones are written over bytes that have been read.
  (func $tones (export "tones") (param $at i32) (param $bytes i32) (result i32)
    (local $end i32)
    (local $to i32)
    (local $ofRedAndBlue v128)
    (local $ofGreenAndAlpha v128)
    (local $pixels v128)
    (local $tones v128)
    (local.set $ofRedAndBlue
      (i32x4.splat
        (i32.or
          (i32.load8_u (local.get $at))
          (i32.shl (i32.load8_u offset=2 (local.get $at)) (i32.const 16)))))
    (local.set $ofGreenAndAlpha
      ;; In the upper half -256, for alpha.
      (i32x4.splat (i32.or (i32.load8_u offset=1 (local.get $at)) (i32.const 0xff000000))))
    (local.set $to (local.get $at))
    (local.set $end (i32.add (local.get $at) (i32.and (local.get $bytes) (i32.const -16))))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (loop $next
          (local.set $pixels (v128.load (local.get $at)))
          (local.set $tones
            (i32x4.shr_u
              (i32x4.add
                (i32x4.add
                  ;; Red and blue of each pixel, then green and alpha: two lanes of 16 bits each.
                  (i32x4.dot_i16x8_s
                    (v128.and (local.get $pixels) (i16x8.splat (i32.const 0x00ff)))
                    (local.get $ofRedAndBlue))
                  (i32x4.dot_i16x8_s
                    (i16x8.shr_u (local.get $pixels) (i32.const 8))
                    (local.get $ofGreenAndAlpha)))
                (i32x4.splat (i32.const 65408)))
              (i32.const 8)))
          ;; From lanes of 32 bits to bytes.
          (local.set $tones (i16x8.narrow_i32x4_u (local.get $tones) (local.get $tones)))
          (local.set $tones (i8x16.narrow_i16x8_u (local.get $tones) (local.get $tones)))
          (v128.store32_lane 0 (local.get $to) (local.get $tones))
          (local.set $to (i32.add (local.get $to) (i32.const 4)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $at) (local.get $end))))))
    (i32.shr_u (i32.sub (local.get $bytes) (i32.const 16)) (i32.const 2))))
