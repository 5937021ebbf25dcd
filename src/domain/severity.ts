/** `fail`: something is broken and the exit code says so. `warn`: worth a look. `info`: good to know. */
export type Severity = 'info' | 'warn' | 'fail';
