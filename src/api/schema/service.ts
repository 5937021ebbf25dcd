import { z } from '@hono/zod-openapi';

/** GET /api/session: what a page needs to know before it asks for the token. */
export const Session = z
  .object({ protectReading: z.boolean(), tokenConfigured: z.boolean(), signedIn: z.boolean() })
  .openapi('Session');
export type Session = z.infer<typeof Session>;

/** POST /api/session: sets a cookie that stands for the token, so that the page and its live stream can use it. */
export const SignIn = z.object({ token: z.string().min(1).max(1024) }).openapi('SignIn');
export type SignIn = z.infer<typeof SignIn>;

export const Health = z
  .object({ ok: z.boolean(), version: z.string(), reasons: z.array(z.string()).readonly() })
  .openapi('Health');
export type Health = z.infer<typeof Health>;

/** Every answer that is not a success. */
export const ApiError = z
  .object({
    error: z.object({
      what: z.string(),
      where: z.string().optional(),
      expected: z.string().optional(),
    }),
  })
  .openapi('Error');
export type ApiError = z.infer<typeof ApiError>;
