/** A ratio of two polynomials; their coefficients, the highest power first. */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** For probabilities from 0.075 to 0.925. */
const central: Rational = {
  numerator: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  denominator: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
};

/** Outside of that, down to e⁻²⁵, about 1.4e-11. */
const tail: Rational = {
  numerator: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  denominator: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
  ],
};

/** Further out. */
const farTail: Rational = {
  numerator: [
    2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  denominator: [
    2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
};

/**
 * The quantile of the standard normal distribution: the value that a normally distributed variable
 * stays under with probability `probability`. Its relative error is about 1e-16.
 * M. J. Wichura, Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied
 * Statistics 37(3), 1988, routine PPND16.
 *
 * @throws RangeError unless the probability lies between 0 and 1, both excluded
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`give a probability between 0 and 1, both excluded, not ${probability}`);
  }
  const distance = probability - 0.5;
  if (Math.abs(distance) <= 0.425) {
    return distance * evaluate(central, 0.180625 - distance * distance);
  }
  const depth = Math.sqrt(-Math.log(Math.min(probability, 1 - probability)));
  const magnitude = depth <= 5 ? evaluate(tail, depth - 1.6) : evaluate(farTail, depth - 5);
  return Math.sign(distance) * magnitude;
}

function evaluate({ numerator, denominator }: Rational, x: number): number {
  return horner(numerator, x) / horner(denominator, x);
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
