/** The registry of triggers: one row each, which everything around them loops over. Whoever adds a row is led by the
 * compiler to what else a trigger needs. */
import {
  customMessageSources,
  postConfirmationSources,
  preAuthenticationSources,
  preSignUpSources,
  preTokenGenerationSources,
} from './events/sources.ts'

export interface TriggerRow {
  /** As it stands in Cognito's error texts. */
  readonly cognitoName: string
  /** The pool's property in `LambdaConfig` that names its function. */
  readonly poolProperty: string
  /** The function of a suite that configures it. */
  readonly part: string
  /** Whether a suite may do without it: then nothing is built, deployed or granted for it, and Cognito does not ask. */
  readonly isOptional: boolean
  /** As `triggerSource` says it. */
  readonly sources: readonly string[]
  /** The source that people meet most, and what the command line calls it for short. */
  readonly usualSource: string
  readonly shortName: string
  /** What a person, or whoever is on call, sees of a defect, to which the trigger itself has an answer, and of a call that
   * gets none. */
  readonly seen: { readonly defect: string; readonly noAnswer: string }
  /** Whether it refuses people as a matter of course, so that its denials, which Lambda counts as errors, say nothing. */
  readonly refusesOften: boolean
  /** What a new version is asked before people do: an event of the usual source, if none is named, for each version of it, of a
   * person whose attributes stand in where the request names none. */
  readonly rehearsed: readonly {
    readonly source?: string
    readonly version: string
    readonly request: Readonly<Record<string, unknown>>
    readonly response: Readonly<Record<string, unknown>>
  }[]
}

/** Of the person who does not exist. */
export const rehearsedEmail = 'rehearsal@example.com'

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
    refusesOften: true,
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
    refusesOften: true,
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
    refusesOften: false,
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
    refusesOften: false,
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
    refusesOften: false,
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

/** The trigger that a `triggerSource` is of. */
export function findTrigger(triggerSource: unknown): TriggerName | undefined {
  return triggerNames.find((name) => registry[name].sources.some((source) => source === triggerSource))
}

/** What finishes the users that post confirmation deferred, by the name of its bundle. */
export const worker = { name: 'provisioning-worker', part: 'provisioningWorker' } as const

/** The functions of a suite, and the part of it that configures each. */
export const suiteFunctions: readonly {
  readonly name: TriggerName | typeof worker.name
  readonly part: (typeof registry)[TriggerName]['part'] | typeof worker.part
  readonly isOptional: boolean
}[] = [
  ...triggerNames.map((name) => ({ name, part: registry[name].part, isOptional: registry[name].isOptional })),
  { ...worker, isOptional: false },
]

/** What is built: the functions, and the rehearsal that a new version passes before it gets traffic. */
export const bundleNames = [...suiteFunctions.map(({ name }) => name), 'rehearsal'] as const
