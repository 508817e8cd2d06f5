/** One trigger of a pool, as the snippets name it. */
export interface Slot {
  /** The property in `LambdaConfig`, such as `PreTokenGenerationConfig`. */
  readonly property: string
  /** The trigger's name in Cognito's words, such as `PreTokenGeneration`. */
  readonly name: string
  /** Where the property names an event version, such as `V2_0`. */
  readonly version?: string
  /** Absent when nobody has told it. */
  readonly arn?: string
}

export interface Connection {
  readonly slots: readonly Slot[]
  /** Whether the pool's owner makes the permissions. */
  readonly permits: boolean
  /** Groups that the pool must have. */
  readonly groups: readonly string[]
}

/** For a function that is not deployed yet. */
export const unknownArn = 'arn:aws:lambda:REGION:ACCOUNT:function:NAME:live'

/** A part of an id that stays with its group. Other characters than letters and digits are written by their code. */
export function idOf(group: string): string {
  return group.replaceAll(/[^A-Za-z0-9]/gu, (character) => `x${character.codePointAt(0)?.toString(16)}`)
}

/** `PreSignUp` as `preSignUp`. */
export function camel(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`
}

/** `PreSignUp` as `pre_sign_up`. */
export function snake(name: string): string {
  return camel(name).replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
