import * as z from 'zod';

/** The library's fetch has a Headers class of its own. */
const headersSchema = z.custom<Pick<Headers, 'get'>>(
  (value) => typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function',
);

/** What CallQ looks at in the library's errors. */
const libraryErrorSchema = z.object({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  response: z
    .object({
      status: z.number(),
      headers: headersSchema.optional().catch(undefined),
      data: z.unknown(),
    })
    .optional(),
});

const apiBodySchema = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z.array(z.object({ reason: z.string().catch('') })).catch([]),
    errors: z.array(z.object({ reason: z.string().catch('') })).catch([]),
  }),
});

const tokenBodySchema = z.object({ error: z.string(), error_description: z.string().catch('') });

/**
 * One failed exchange with Google. Made of the library's error instead of carrying it as cause: that one holds the whole
 * request, with its tokens, and the whole response.
 */
export class GoogleFailure extends Error {
  override readonly name = 'GoogleFailure';
  /** HTTP status; NULL when there was no answer. */
  readonly status: number | null;
  /** Google's own words for the error (`PERMISSION_DENIED`, `invalid_grant`) or a network error's code. */
  readonly code: string;
  /** Google's description: only compared, never shown. */
  readonly description: string;
  /** The header as received. */
  readonly retryAfter: string | null;
  readonly isHtml: boolean;

  private constructor(fields: Omit<GoogleFailure, keyof Error | 'isRetryable'>) {
    super(
      [fields.status === null ? '' : `HTTP ${fields.status}`, fields.code].filter(Boolean).join(' ') ||
        'no answer',
    );
    this.status = fields.status;
    this.code = fields.code;
    this.description = fields.description;
    this.retryAfter = fields.retryAfter;
    this.isHtml = fields.isHtml;
  }

  static of(error: unknown): GoogleFailure {
    const { code, response } = libraryErrorSchema.safeParse(error).data ?? {};
    const body = describeBody(response?.data);
    return new GoogleFailure({
      status: response?.status ?? null,
      code: shownCode(response === undefined ? (code ?? networkCode(error)) : body.code),
      description: body.description,
      retryAfter: response?.headers?.get('retry-after') ?? null,
      isHtml: typeof response?.data === 'string' && looksLikeHtml(response.data),
    });
  }

  /** The token address answered 200 without a token: it is not Google's. */
  static noToken(): GoogleFailure {
    return new GoogleFailure({ status: 200, code: '', description: '', retryAfter: null, isHtml: true });
  }

  /** A write was answered with 200 and something that is not JSON: a page is not Google's, the rest may be a broken answer. */
  static unconfirmed(data: unknown): GoogleFailure {
    const isHtml = typeof data === 'string' && looksLikeHtml(data);
    return new GoogleFailure({
      ...{ status: isHtml ? 200 : null, code: '', description: '', retryAfter: null },
      isHtml,
    });
  }

  /** Google reports its quota as 429, and now and then as 403 with a reason. */
  get isRetryable(): boolean {
    if (this.status === null) return true;
    const quota = this.status === 403 && /rate.?limit|quota/iu.test(this.code);
    return quota || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export function looksLikeHtml(text: string): boolean {
  return /^\s*</u.test(text);
}

function describeBody(data: unknown): { code: string; description: string } {
  const api = apiBodySchema.safeParse(data).data?.error;
  if (api !== undefined) {
    const reason = [...api.details, ...api.errors].map((entry) => entry.reason).find((text) => text !== '');
    return { code: [api.status, reason].filter(Boolean).join(' '), description: api.message };
  }
  const token = tokenBodySchema.safeParse(data).data;
  return { code: token?.error ?? '', description: token?.error_description ?? '' };
}

function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** Codes are words; anything else could be content. */
function shownCode(code: string | number): string {
  const text = String(code);
  return /^[\w ]{1,80}$/u.test(text) ? text : '';
}
