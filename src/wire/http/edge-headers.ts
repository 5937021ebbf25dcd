/** Headers that say who answered: a server, a cache, a function at the edge of a CDN; ids of requests aside. In lower case. */
const SAYS_WHO = new Set([
  'age',
  'cache-status',
  'cf-cache-status',
  'cf-ray',
  'proxy-status',
  'server',
  'via',
  'x-amz-cf-pop',
  'x-cache',
  'x-cache-hits',
  'x-cdn',
  'x-edge-location',
  'x-powered-by',
  'x-served-by',
  'x-varnish',
  'x-vercel-cache',
]);
const SAYS_VERSION =
  /^(?:x-)?(?:[a-z0-9]+-)*(?:version|release|build|revision|commit|deployment|deploy|git-sha)(?:-(?:id|sha|hash|number|tag))?$/;
/** S3 has a version of each file. */
const OF_THE_FILE = new Set(['x-amz-version-id', 'mime-version']);

/** A header that tells which version of a function or an application answered: `x-edge-version`. In lower case. */
export const saysVersion = (name: string): boolean =>
  name.length <= 60 && SAYS_VERSION.test(name) && !OF_THE_FILE.has(name);
/** A header that tells who answered, its version or its cache. In lower case. */
export const saysWho = (name: string): boolean => SAYS_WHO.has(name) || saysVersion(name);
