/** The small shapes that every part of the contract is built from. */
import * as z from 'zod/mini'
import { BOOK_METHODS, CHARGE_METHODS, REFUND_REASONS } from './choices.ts'

/** Text that PostgreSQL can store and a screen can show: no NUL, and no half of a character. */
export const text = (minimum: number, maximum: number) =>
  z.string().check(
    z.minLength(minimum),
    z.maxLength(maximum),
    z.refine((value) => !value.includes('\u0000'), 'must not contain a NUL character'),
    z.refine((value) => value.isWellFormed(), 'must not contain half a character'),
  )

const CONTROL = /[\p{Cc}\u2028\u2029]/u
/** What changes in which direction the text after it is read, and marks that show nothing. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u
const VISIBLE = /[^\p{Z}\p{C}]/u

/** One line that people read beside other text: nothing in it changes how what follows is shown. */
const line = (minimum: number, maximum: number) =>
  text(minimum, maximum).check(
    z.refine((value) => !CONTROL.test(value), 'must be one line without control characters'),
    z.refine((value) => !DIRECTION.test(value), 'must not contain characters that change the direction of text'),
  )

/** The name of somebody or something. */
export const name = (maximum: number) =>
  line(1, maximum).check(z.refine((value) => VISIBLE.test(value), 'must have something to be seen in it'))

/** What a person wrote about a payment. */
export const Note = line(0, 500)

/** The host's own id of an invoice. */
export const InvoiceId = z.string().check(z.regex(/^[A-Za-z0-9._~:-]{1,128}$/, 'must be 1 to 128 letters, digits or . _ ~ : -'))

/** An id of ours or of Stripe's: opaque. */
export const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,255}$/, 'must be an id'))

/** ISO 4217, in lower case as Stripe writes it. */
export const Currency = z.string().check(z.regex(/^[a-z]{3}$/, 'must be a three-letter currency code in lower case'))

/** Money in minor units: a JSON integer within 2^53 − 1. */
export const Amount = z.int()

/** Money whose currency need not be that of what stands around it, such as a fee. */
export const Money = z.object({ amount: Amount, currency: Currency })
export type Money = z.infer<typeof Money>

/** A moment, ISO 8601 in UTC. */
export const Time = z.iso.datetime()

/** The caller's key for one intended refund or payment. */
export const IdempotencyKey = z.string().check(z.regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters'))

/** Book rows: entries in the books only, no money moved by us. */
export const BookMethod = z.enum(BOOK_METHODS)
export type BookMethod = z.infer<typeof BookMethod>

/** How a Stripe charge was paid: in person at a reader, or any other way. */
export const ChargeMethod = z.enum(CHARGE_METHODS)
export type ChargeMethod = z.infer<typeof ChargeMethod>

export const Method = z.enum([...CHARGE_METHODS, 'stripe_refund', ...BOOK_METHODS])
export type Method = z.infer<typeof Method>

/** Stripe's own three reasons for a refund made by a person. */
export const RefundReason = z.enum(REFUND_REASONS)
export type RefundReason = z.infer<typeof RefundReason>

/** Who made it, never how it was learned. */
export const Via = z.enum(['widget', 'host', 'stripe_dashboard', 'stripe'])
export type Via = z.infer<typeof Via>

/** A person or a system, by the name a person would know it by, and the way it acted. */
export const Actor = z.object({ name: z.nullable(z.string()), via: Via })
export type Actor = z.infer<typeof Actor>

/** What a caller may do on an invoice; nothing unless named. */
export const Permission = z.enum(['refund', 'record', 'remove', 'audit', 'approve'])
export type Permission = z.infer<typeof Permission>
