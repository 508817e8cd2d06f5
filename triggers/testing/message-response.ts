/** Reads what custom message answers, as strictly as Cognito. */
import { unrecognizable } from './claim-overrides.ts'
import { readResponse } from './trigger-response.ts'

/** undefined: the pool's own text. */
export interface MessageTexts {
  readonly smsMessage: string | undefined
  readonly emailMessage: string | undefined
  readonly emailSubject: string | undefined
}

const longest = { smsMessage: 140, emailMessage: 20_000, emailSubject: 140 } as const

/** A text without its placeholder is taken, and sent without the code. @throws UnrecognizableOutput */
export function readCustomMessageResponse(output: unknown, sendsWithSes: boolean): MessageTexts {
  const response = readResponse(output)
  const read = (name: keyof MessageTexts): string | undefined => {
    const value = response.get(name) ?? undefined
    if (value === undefined) return undefined
    if (typeof value !== 'string') throw unrecognizable(`response.${name}`, 'must be a string')
    if (name !== 'smsMessage' && !sendsWithSes)
      throw unrecognizable(`response.${name}`, 'needs EmailSendingAccount DEVELOPER')
    if (value.length > longest[name])
      throw unrecognizable(`response.${name}`, `must have ${longest[name]} characters at most`)
    return value
  }
  return {
    smsMessage: read('smsMessage'),
    emailMessage: read('emailMessage'),
    emailSubject: read('emailSubject'),
  }
}
