/** The body of every refusal, as Stripe writes it. */
export interface StripeErrorBody {
  readonly error: {
    readonly type: ErrorType
    readonly code?: string
    readonly decline_code?: string
    readonly doc_url?: string
    readonly message: string
    readonly param?: string
    readonly charge?: string
    readonly request_log_url?: string
  }
}

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'

export interface Details {
  readonly type?: ErrorType
  readonly code?: string
  readonly declineCode?: string
  readonly param?: string
  readonly charge?: string
}

/** A refusal with Stripe's status and body. Thrown anywhere below the API, answered in one place. */
export class StripeRefusal extends Error {
  readonly status: number
  readonly details: Details

  constructor(status: number, message: string, details: Details = {}) {
    super(message)
    this.name = 'StripeRefusal'
    this.status = status
    this.details = details
  }

  get body(): StripeErrorBody {
    const { type, code, declineCode, param, charge } = this.details
    return {
      error: {
        type: type ?? 'invalid_request_error',
        ...(code !== undefined && { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
        ...(declineCode !== undefined && { decline_code: declineCode }),
        message: this.message,
        ...(param !== undefined && { param }),
        ...(charge !== undefined && { charge }),
      },
    }
  }
}

/** 400: what was sent can't be done. */
export function invalid(message: string, details: Details = {}): StripeRefusal {
  return new StripeRefusal(400, message, details)
}

/** 404 `resource_missing`: `what` is Stripe's word for the object, `param` the parameter that named it. */
export function missing(what: string, id: string, param = 'id'): StripeRefusal {
  return new StripeRefusal(404, `No such ${what}: '${id}'`, { code: 'resource_missing', param })
}

/** 429 `lock_timeout`: another call about the same object is still under way. Safe to retry. */
export function lockTimeout(): StripeRefusal {
  return new StripeRefusal(
    429,
    'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
    { code: 'lock_timeout' },
  )
}

/** The refusal that Stripe itself would give with this status; `undefined` for a status that Stripe does not use for trouble. */
export function trouble(status: number): StripeRefusal | undefined {
  if (status === 401) return new StripeRefusal(401, 'Invalid API Key provided.')
  if (status === 403) {
    return new StripeRefusal(403, 'The provided key does not have the required permissions for this endpoint.')
  }
  if (status === 409) {
    return new StripeRefusal(409, 'The request conflicts with another request.', { code: 'idempotency_key_in_use' })
  }
  if (status === 429) {
    return new StripeRefusal(429, 'Request rate limit exceeded.', { code: 'rate_limit' })
  }
  if (status >= 500) {
    return new StripeRefusal(status, 'An unknown error occurred.', { type: 'api_error' })
  }
  return undefined
}
