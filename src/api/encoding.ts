/** Whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3). */
export const takesGzip = (header: string | undefined): boolean =>
  (header ?? '').split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((p) => p.trim().toLowerCase());
    return (name === 'gzip' || name === '*') && !parameters.some((p) => /^q=0(?:\.0*)?$/.test(p));
  });
