/** What a trigger decides: to refuse with a catalogued denial, or to go on with a response and effects. */
import type { Denial } from './denials.ts'

/** A refusal. It is a value until the handler ends. Its text comes only from the catalogue. */
export interface Refusal {
  readonly kind: 'deny'
  readonly denial: Denial
  /** The rule or step that refused, for the report. */
  readonly by: string
  /** The cause, only for the report, where the denial's code does not say it. */
  readonly cause?: string
}

/** Permission to go on: the response fields that the trigger owns, and effects as plain data. */
export interface Approval<Response, Effect> {
  readonly kind: 'allow'
  readonly response: Response
  readonly effects: readonly Effect[]
}

export type Decision<Response, Effect = never> = Refusal | Approval<Response, Effect>

/** Any JSON value: the content of claims and of table items. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
