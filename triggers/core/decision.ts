/** What a trigger decides: refuse with a catalogued denial, or go on with a response and the effects to perform. */
import type { Denial } from './denials.ts'

/** A refusal. It is a value until the handler leaves; its text comes from the catalogue alone. */
export interface Refusal {
  readonly kind: 'deny'
  readonly denial: Denial
  /** The rule or step that refused, for the report. */
  readonly by: string
  /** Why, for the report alone, where the denial's code does not say it. */
  readonly cause?: string
}

/** Leave to go on: the response fields that the trigger owns, and effects as plain data. */
export interface Approval<Response, Effect> {
  readonly kind: 'allow'
  readonly response: Response
  readonly effects: readonly Effect[]
}

export type Decision<Response, Effect = never> = Refusal | Approval<Response, Effect>

/** Any JSON value: what a claim may hold and what a table item is made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
