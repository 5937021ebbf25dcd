/** ln Γ(n + 1), summed: n stays small here. */
const logFactorial = (n: number): number => {
  let sum = 0;
  for (let i = 2; i <= n; i += 1) sum += Math.log(i);
  return sum;
};

/**
 * The exact bounds that a count of `n` trials of probability `p` stays within, but for one time in `1 / alpha`,
 * half of that on either side.
 */
export const binomialBounds = (n: number, p: number, alpha = 1e-6): readonly [number, number] => {
  const all = logFactorial(n);
  const at = (k: number): number =>
    Math.exp(all - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log(1 - p));
  let [low, below] = [0, at(0)];
  while (below < alpha / 2) below += at((low += 1));
  let [high, above] = [n, at(n)];
  while (above < alpha / 2) above += at((high -= 1));
  return [low, high];
};
