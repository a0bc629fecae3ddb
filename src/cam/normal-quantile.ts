/** A quotient of two polynomials, coefficients from the constant term up. */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

// Algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988, 477-484): relative accuracy about 1e-16.
const CENTRE: Rational = {
  numerator: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  denominator: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
  ],
};
const TAIL: Rational = {
  numerator: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  denominator: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
};
const FAR_TAIL: Rational = {
  numerator: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  denominator: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
};

/**
 * The normal deviate below which the share `p` in (0, 1) of a standard normal distribution lies. Uses only
 * operations that IEEE 754 defines to the bit, so the result is the same in every browser.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * evaluate(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-portableLog(q < 0 ? p : 1 - p));
  const tail = r <= 5 ? evaluate(TAIL, r - 1.6) : evaluate(FAR_TAIL, r - 5);
  return q < 0 ? -tail : tail;
}

/** ln(x) for normal x > 0; `Math.log` may differ in the last bit between engines. */
export function portableLog(x: number): number {
  SCRATCH.setFloat64(0, x);
  const high = SCRATCH.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  SCRATCH.setUint32(0, (high & 0xfffff) | (1023 << 20));
  let mantissa = SCRATCH.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // ln m = 2 artanh((m - 1) / (m + 1)); the argument is at most 0.1716, so 13 odd powers reach 1e-17.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let power = 25; power >= 1; power -= 2) series = series * square + 1 / power;
  return exponent * Math.LN2 + 2 * s * series;
}

const SCRATCH = new DataView(new ArrayBuffer(8));

function evaluate({ numerator, denominator }: Rational, x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}
