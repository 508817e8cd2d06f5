/** What a pre sign-up rule says of a sign-up, both given as JSON text: the deciding code of the triggers, with no server. */
import { formatDenial } from '../../triggers/core/denials.ts'
import { isObject } from '../../triggers/core/json.ts'
import { parsePreSignUp } from '../../triggers/events/pre-sign-up.ts'
import { decide } from '../../triggers/pre-sign-up/decide.ts'
import type { PreSignUpConfig, PreSignUpRule } from '../../triggers/pre-sign-up/rule.ts'
import { attributes } from '../../triggers/pre-sign-up/rules/attributes.ts'
import { callers } from '../../triggers/pre-sign-up/rules/callers.ts'
import { emailDomains } from '../../triggers/pre-sign-up/rules/email-domains.ts'

/** The rules that need no fact, by the name of their recipe. They check what they are given. */
const rules: Readonly<Record<string, (options: never) => PreSignUpRule>> = {
  attributes,
  callers,
  'email-domains': emailDomains,
}

/** `definePreSignUp` would bring every text of the catalogue into the page. */
const usual = {
  trigger: 'pre-sign-up',
  language: 'en',
  observeMs: 100,
  unknownSource: 'PreSignUp_SignUp',
} as const satisfies Omit<PreSignUpConfig, 'rules'>

export interface Judgement {
  /** `mistake`: what was typed is no JSON, no options of the rule, or no sign-up. */
  readonly kind: 'pass' | 'deny' | 'mistake'
  readonly text: string
}

/**
 * @param name of the recipe, such as `email-domains`
 * @param options JSON text. A text such as `"/^[a-z]+$/i"` is a regular expression.
 * @param signUp JSON text: parts of the event that Cognito sends. The rest is made up.
 */
export function judge(name: string, options: string, signUp: string, nowMs: number): Judgement {
  try {
    const rule = makeRule(name, parse('The options', options, readPattern))
    const config = { ...usual, rules: [rule] }
    const parsed = parsePreSignUp(makeEvent(parse('The sign-up', signUp)))
    if (parsed.kind === 'malformed') return mistake(`The sign-up cannot be read: ${parsed.problem}.`)
    const { event } = parsed
    if (!rule.sources.includes(event.source))
      return { kind: 'pass', text: `It lets the person in, since it does not speak for ${event.source}.` }
    const decision = decide(config, event, new Map(), nowMs)
    if (decision.kind === 'allow') return { kind: 'pass', text: 'It lets the person in.' }
    const locales = [event.clientMetadata.get('locale'), event.userAttributes.get('locale')]
    return { kind: 'deny', text: formatDenial(decision.denial, locales, config) }
  } catch (error) {
    return mistake(error instanceof Error ? error.message : String(error))
  }
}

function mistake(text: string): Judgement {
  return { kind: 'mistake', text }
}

/** The factory refuses what is not its options, by name. */
function makeRule(name: string, options: unknown): PreSignUpRule {
  const make = Object.hasOwn(rules, name) ? rules[name] : undefined
  if (make === undefined) throw new TypeError(`There is no rule ${name} to try here.`)
  const rule: PreSignUpRule = Reflect.apply(make, undefined, [options])
  if (rule.fact !== undefined || rule.effect !== undefined)
    throw new TypeError(`With these options ${name} asks the table: try it with npm start.`)
  return rule
}

function makeEvent(parts: unknown): unknown {
  if (!isObject(parts)) throw new TypeError('The sign-up is no JSON object.')
  const { triggerSource, userName, clientId, ...request } = parts
  return {
    version: '1',
    triggerSource: triggerSource ?? 'PreSignUp_SignUp',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_Example01',
    userName: userName ?? '6a4f2c1e-8d3b-4c5a-9e7f-0b1c2d3e4f5a',
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: clientId ?? '1example23456789abcdefghijk',
    },
    request,
    response: {},
  }
}

function parse(what: string, text: string, revive?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, revive)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it is none'
    throw new TypeError(`${what} cannot be read as JSON: ${why}.`, { cause: error })
  }
}

/** JSON has no regular expressions. */
function readPattern(_: string, value: unknown): unknown {
  const [, source, flags] = (typeof value === 'string' && /^\/(.+)\/([a-z]*)$/.exec(value)) || []
  return source === undefined ? value : new RegExp(source, flags)
}
