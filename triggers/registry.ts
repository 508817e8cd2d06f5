/** The registry of triggers: one row each. Everything around the triggers loops over it. After a new row, the compiler
 * reports what else the trigger needs. */
import { rehearsedEmail } from './events/rehearsed-person.ts'
import {
  customMessageSources,
  postConfirmationSources,
  preAuthenticationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from './events/sources.ts'

export interface TriggerRow {
  /** The name in Cognito's error texts. */
  readonly cognitoName: string
  /** The pool's property in `LambdaConfig` that names its function. */
  readonly poolProperty: string
  /** The function of a suite that configures it. */
  readonly part: string
  /** Whether a suite may lack it. Then nothing is built, deployed or granted for it, and Cognito does not call it. */
  readonly isOptional: boolean
  /** As in `triggerSource`. */
  readonly sources: readonly string[]
  /** The most common source, and its short name in the command line. */
  readonly usualSource: string
  readonly shortName: string
  /** What a person or an operator sees after a defect that the trigger answers itself, and after a call without an answer. */
  readonly seen: { readonly defect: string; readonly noAnswer: string }
  /** The events of a rehearsal: by default the usual source in each of its versions, with a made-up person whose
   * attributes are used where the request names none. */
  readonly rehearsed: readonly {
    readonly source?: string
    readonly version: string
    readonly request: Readonly<Record<string, unknown>>
    readonly response: Readonly<Record<string, unknown>>
  }[]
}

const groupConfiguration = { groupsToOverride: ['members'], iamRolesToOverride: [], preferredRole: null }
const scopes = ['aws.cognito.signin.user.admin']

/** By the name of folder, bundle and function. */
export const registry = {
  'pre-sign-up': {
    cognitoName: 'PreSignUp',
    poolProperty: 'PreSignUp',
    part: 'preSignUp',
    isOptional: false,
    sources: preSignUpSources,
    usualSource: 'PreSignUp_SignUp',
    shortName: 'sign-up',
    seen: {
      defect: 'people who sign up are turned away',
      noAnswer: 'people who sign up are turned away',
    },
    rehearsed: [
      {
        version: '1',
        request: { userAttributes: { email: rehearsedEmail }, validationData: null },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ],
  },
  'pre-authentication': {
    cognitoName: 'PreAuthentication',
    poolProperty: 'PreAuthentication',
    part: 'preAuthentication',
    isOptional: true,
    sources: preAuthenticationSources,
    usualSource: 'PreAuthentication_Authentication',
    shortName: 'sign-in',
    seen: {
      defect: 'people who sign in with a password are turned away',
      noAnswer: 'people who sign in with a password are turned away',
    },
    rehearsed: [{ version: '1', request: { validationData: null, userNotFound: false }, response: {} }],
  },
  'pre-token-generation': {
    cognitoName: 'PreTokenGeneration',
    poolProperty: 'PreTokenGenerationConfig',
    part: 'preTokenGeneration',
    isOptional: false,
    sources: preTokenGenerationSources,
    usualSource: 'TokenGeneration_Authentication',
    shortName: 'token',
    seen: {
      defect: 'people who sign in are turned away',
      noAnswer: 'people who sign in are turned away',
    },
    rehearsed: [
      { version: '1', request: { groupConfiguration }, response: { claimsOverrideDetails: null } },
      {
        version: '2',
        request: { groupConfiguration, scopes },
        response: { claimsAndScopeOverrideDetails: null },
      },
      {
        version: '3',
        request: { groupConfiguration, scopes },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ],
  },
  'post-confirmation': {
    cognitoName: 'PostConfirmation',
    poolProperty: 'PostConfirmation',
    part: 'postConfirmation',
    isOptional: false,
    sources: postConfirmationSources,
    usualSource: 'PostConfirmation_ConfirmSignUp',
    shortName: 'confirmation',
    seen: {
      defect:
        'people are confirmed and see nothing of it; groups and profiles come with the next walk or token',
      noAnswer: 'people are confirmed and see an error; groups and profiles come with the next walk or token',
    },
    rehearsed: [{ version: '1', request: {}, response: {} }],
  },
  'custom-message': {
    cognitoName: 'CustomMessage',
    poolProperty: 'CustomMessage',
    part: 'customMessage',
    isOptional: true,
    sources: customMessageSources,
    usualSource: 'CustomMessage_SignUp',
    shortName: 'message',
    seen: {
      defect: "people get Cognito's own text in place of the suite's",
      noAnswer: 'people who wait for a code or an invitation get none, and their calls fail',
    },
    rehearsed: customMessageSources.map((source) => ({
      source,
      version: '1',
      request: { codeParameter: '{####}', usernameParameter: '{username}' },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    })),
  },
} as const satisfies Readonly<Record<string, TriggerRow>>

export type TriggerName = keyof typeof registry

const isTrigger = (name: string): name is TriggerName => Object.hasOwn(registry, name)

export const triggerNames: readonly TriggerName[] = Object.keys(registry).filter(isTrigger)

/** The trigger of a `triggerSource`, which Cognito may have added since: what stands before the `_` tells. */
export function findTrigger(triggerSource: unknown): TriggerName | undefined {
  const [prefix] = typeof triggerSource === 'string' ? triggerSource.split(/(?<=_)/) : []
  if (prefix === undefined || !prefix.endsWith('_')) return undefined
  return triggerNames.find((name) => registry[name].usualSource.startsWith(prefix))
}

/** The worker that finishes users after post confirmation, by the name of its bundle. */
export const worker = { name: 'provisioning-worker', part: 'provisioningWorker' } as const

/** The functions of a suite, and the part of it that configures each. */
export const suiteFunctions: readonly {
  readonly name: TriggerName | typeof worker.name
  readonly part: (typeof registry)[TriggerName]['part'] | typeof worker.part
  readonly isOptional: boolean
}[] = /* @__PURE__ */ (() => [
  ...triggerNames.map((name) => ({ name, part: registry[name].part, isOptional: registry[name].isOptional })),
  { ...worker, isOptional: false },
])()

/** What is built: the functions, and the rehearsal that checks a new version before it gets traffic. */
export const bundleNames = /* @__PURE__ */ (() =>
  [...suiteFunctions.map(({ name }) => name), 'rehearsal'] as const)()
